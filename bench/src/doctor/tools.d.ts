/** A tool, the Debian package that has it, and what the bench does with it. */
export interface NeededTool {
  name: string;
  package: string;
  use: string;
  /** Whether the bench works without it. */
  optional?: boolean;
}
export declare const NEEDED_TOOLS: readonly NeededTool[];
/** The tools that are not where the bench looks for them. */
export declare function missingTools(path?: string): NeededTool[];
/** Debian packages of the tools that are missing, each once. */
export declare function missingPackages(path?: string): string[];
/** Debian packages of tools, each once. */
export declare function packagesOf(tools: readonly NeededTool[]): string[];
/** The package manager of this machine; apt-get where none is known. */
export declare function packageManager(): string;
/** The one command to type that installs Debian packages, or their like, on this machine. */
export declare function installCommand(
  packages: readonly string[],
  manager?: string,
  isRoot?: boolean,
): string;
