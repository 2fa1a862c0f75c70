/** The page: what a browser shows, and what an eavesdropper wants to read. */

/** The page with its secret, as HTML. */
export function pageText(secret: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Wireside: a page with a secret</title>
<h1>A page with a secret</h1>
<p>The secret is: <b>${escapeHtml(secret)}</b></p>
<p>Over HTTP everyone between us can read it. Over HTTPS they see that we talk, with whom, and how much.</p>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
