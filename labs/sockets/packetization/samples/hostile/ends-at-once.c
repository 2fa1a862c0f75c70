// case: 18
// does: ends within a millisecond, with 0, before anyone has had time to look.
// expect: finished
#include <unistd.h>

int main(void) {
    _exit(0);
}
