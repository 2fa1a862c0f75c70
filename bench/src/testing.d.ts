/** Why this machine can have no bench, found by making its namespaces once; null where it can. */
export declare const WHY_NO_NAMESPACES: string | null;
/** Like `it`; where there are no namespaces the test is skipped, and its name says why. */
export declare function itNeedsNamespaces(
  name: string,
  test: () => void | Promise<void>,
  timeout?: number,
): void;
