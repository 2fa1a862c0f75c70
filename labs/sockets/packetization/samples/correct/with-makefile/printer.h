// Shows a stream of messages, one on each line, wherever the stream was split.
#ifndef PRINTER_H
#define PRINTER_H

#include <stddef.h>

// Shows the next bytes of the stream immediately.
void printer_receive(const char *data, size_t size);

// Ends the last line.
void printer_end(void);

#endif
