/** Says something to everyone for a moment: at the edge of the page, and to screen readers. */

let box: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Milliseconds for which a message is seen. */
const SHOWN = 2500;

/** Shows a message. */
export function say(text: string): void {
  if (box === undefined) {
    box = document.createElement('p');
    box.className = 'said';
    box.role = 'status';
    document.body.append(box);
  }
  box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (box!.textContent = ''), SHOWN);
}
