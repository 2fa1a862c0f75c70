/** Markdown as elements of an allow-list: what is not in it is shown as text. No HTML is ever made of it. */
import { marked } from 'marked';
import type { Token, Tokens } from 'marked';
import { Fragment, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { go } from '../state/address.ts';
import { LAB } from '../texts/lab.ts';

/** A text in Markdown. */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => marked.lexer(text, { gfm: true }), [text]);
  return <div className="markdown">{all(tokens)}</div>;
}

/** The elements of tokens. */
function all(tokens: readonly Token[] | undefined): ReactNode {
  return tokens?.map((token, i) => <Fragment key={i}>{one(token)}</Fragment>);
}

/** Ways to draw tokens by their types. */
const DRAW: Readonly<Record<string, (token: never) => ReactNode>> = {
  space: () => undefined,
  def: () => undefined,
  hr: () => <hr />,
  br: () => <br />,
  heading: ({ depth, tokens }: Tokens.Heading) => heading(depth, all(tokens)),
  paragraph: ({ tokens }: Tokens.Paragraph) => <p>{all(tokens)}</p>,
  blockquote: ({ tokens }: Tokens.Blockquote) => <blockquote>{all(tokens)}</blockquote>,
  strong: ({ tokens }: Tokens.Strong) => <strong>{all(tokens)}</strong>,
  em: ({ tokens }: Tokens.Em) => <em>{all(tokens)}</em>,
  del: ({ tokens }: Tokens.Del) => <del>{all(tokens)}</del>,
  codespan: ({ text }: Tokens.Codespan) => <code>{text}</code>,
  code: ({ text }: Tokens.Code) => <CodeBlock text={text} />,
  escape: ({ text }: Tokens.Escape) => text,
  text: ({ text, tokens }: Tokens.Text) => (tokens === undefined ? plain(text) : all(tokens)),
  link: ({ href, tokens }: Tokens.Link) => <Link href={href}>{all(tokens)}</Link>,
  image: ({ text }: Tokens.Image) => text,
  list: ({ ordered, start, items }: Tokens.List) => {
    const drawn = items.map((item, i) => <li key={i}>{all(item.tokens)}</li>);
    return ordered ? <ol start={Number(start) || 1}>{drawn}</ol> : <ul>{drawn}</ul>;
  },
  table: ({ header, rows }: Tokens.Table) => (
    <div className="scroll" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {header.map((cell, i) => (
              <th key={i}>{all(cell.tokens)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, column) => (
                <td key={column}>{all(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  ),
};

function one(token: Token): ReactNode {
  const draw = Object.hasOwn(DRAW, token.type) ? DRAW[token.type] : undefined;
  // What is not in the list, HTML too, is text.
  return draw === undefined ? token.raw : draw(token as never);
}

/** Headings of a handout are below those of the page. */
function heading(depth: number, content: ReactNode): ReactNode {
  if (depth === 1) return <h2 className="first">{content}</h2>;
  return depth === 2 ? <h3>{content}</h3> : <h4>{content}</h4>;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', nbsp: '\u00a0' };

/** Text with the few named characters that people write in Markdown. */
const plain = (text: string): string =>
  text.replaceAll(/&(lt|gt|amp|quot|nbsp);/g, (_, name: string) => NAMED[name]!);

/** A link elsewhere, or to the handout of another part; anything but that is text. */
function Link({ href, children }: { href: string; children: ReactNode }) {
  const part = /(?:^|\/)([\w-]+)\/handout\.md$/.exec(href)?.[1];
  if (part !== undefined) {
    return (
      <a
        href={`?part=${part}`}
        onClick={(event) => {
          event.preventDefault();
          go({ part, tab: '' }, 'push');
        }}
      >
        {children}
      </a>
    );
  }
  if (!/^https?:\/\//i.test(href)) return children;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Code with a button that copies it. */
function CodeBlock({ text }: { text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="code-block">
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
      <button
        type="button"
        className="quiet"
        onClick={() => void copy().catch(() => {})}
        onBlur={() => setCopied(false)}
      >
        {isCopied ? LAB.copied : LAB.copy}
      </button>
    </div>
  );
}
