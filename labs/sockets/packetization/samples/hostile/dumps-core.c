// case: 12
// does: fills 200 MB and dies of SIGSEGV, and may write a core file; none may be kept.
// expect: crashed
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

int main(void) {
    struct rlimit core;
    getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &core);
    prctl(PR_SET_DUMPABLE, 1);
    char *memory = malloc(200u << 20);
    if (memory != NULL)
        memset(memory, 'x', 200u << 20);
    raise(SIGSEGV);
    return 0;
}
