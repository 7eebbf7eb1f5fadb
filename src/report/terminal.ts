/** Shows the cursor and turns line wrapping on: for main to write to a terminal whatever ended the program. */
export const restoreTerminal = '\u001B[?25h\u001B[?7h';
