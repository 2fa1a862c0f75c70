/** The texts of the protocol that both ends know: the PMU sends them, the PDC looks for them. */

/** How each message over TCP begins. Its number follows, and nothing says where that ends. */
export const MESSAGE_START = 'This is PMU data ';

/** The answer over UDP to everything that is not a request. */
export const WRONG_COMMAND = 'Wrong command.';
