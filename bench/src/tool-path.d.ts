/** PATH of everything that the bench starts. */
export declare const TOOL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** The file that a command's name leads to, or null when there is none that may be executed. */
export declare function findTool(name: string, path?: string): string | null;
