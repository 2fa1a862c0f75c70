/** A result as a word with a color. */

/** A result in a word, with a color. */
export function Badge({ result }: { result: string }) {
  return <span className={`badge ${result}`}>{result}</span>;
}
