/** The seccomp filter of the sandbox. It refuses the system calls that reach past namespaces, or past the call trace. */

/** The refused calls of an architecture. */
interface CallTable {
  /** AUDIT_ARCH_… of the architecture (linux/audit.h). */
  readonly auditArch: number;
  /** Call numbers from here on belong to another ABI. */
  readonly foreignFrom?: number;
  /** socket(2), which is refused for some address families only. */
  readonly socket: number;
  /** Numbers of the refused calls. */
  readonly calls: Readonly<Record<string, number>>;
}

/** By architecture, from the kernel's tables (arch/x86/entry/syscalls, asm-generic/unistd.h). */
const REFUSED: Readonly<Record<string, CallTable>> = {
  x64: {
    auditArch: 0xc000003e,
    foreignFrom: 0x40000000, // x32, which would need a table of its own
    socket: 41,
    calls: {
      ptrace: 101,
      add_key: 248,
      request_key: 249,
      keyctl: 250,
      perf_event_open: 298,
      process_vm_readv: 310,
      process_vm_writev: 311,
      bpf: 321,
      userfaultfd: 323,
      io_uring_setup: 425,
      io_uring_enter: 426,
      io_uring_register: 427,
      pidfd_getfd: 438,
    },
  },
  arm64: {
    auditArch: 0xc00000b7,
    socket: 198,
    calls: {
      ptrace: 117,
      add_key: 217,
      request_key: 218,
      keyctl: 219,
      perf_event_open: 241,
      process_vm_readv: 270,
      process_vm_writev: 271,
      bpf: 280,
      userfaultfd: 282,
      io_uring_setup: 425,
      io_uring_enter: 426,
      io_uring_register: 427,
      pidfd_getfd: 438,
    },
  },
};

/** Address families that leave the network namespace, or reach the kernel's cryptography. */
const REFUSED_FAMILIES = [38 /* AF_ALG */, 40 /* AF_VSOCK */];

// Instructions of classic BPF (linux/bpf_common.h), and the values that a filter returns (seccomp(2)).
const LOAD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const RETURN = 0x06;
const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const ERRNO_ENOSYS = 0x00050000 | 38;
/** Offsets in struct seccomp_data (seccomp(2)). */
const CALL_DATA = { number: 0, architecture: 4, firstArgument: 16 } as const;
/** Offsets in struct sock_filter (linux/filter.h), and its size. */
const INSTRUCTION = { code: 0, ifTrue: 2, ifFalse: 3, operand: 4, size: 8 } as const;

/** `ifTrue` and `ifFalse` are how many instructions to skip. */
type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

/**
 * The filter as bytes for bwrap's --seccomp, or undefined on an architecture without a table. Refused calls fail with
 * ENOSYS, as on a kernel that does not have them. Calls of another ABI (int 0x80, x32) kill the program, since neither
 * this list nor the trace would show them correctly.
 */
export function seccompFilter(architecture: string = process.arch): Uint8Array | undefined {
  const table = REFUSED[architecture];
  if (table === undefined) return undefined;
  const program: Instruction[] = [
    [LOAD, 0, 0, CALL_DATA.architecture],
    [JUMP_EQUAL, 1, 0, table.auditArch],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, CALL_DATA.number],
  ];
  if (table.foreignFrom !== undefined) {
    program.push([JUMP_GREATER_EQUAL, 0, 1, table.foreignFrom], [RETURN, 0, 0, KILL]);
  }
  for (const number of Object.values(table.calls)) {
    program.push([JUMP_EQUAL, 0, 1, number], [RETURN, 0, 0, ERRNO_ENOSYS]);
  }
  program.push(
    [JUMP_EQUAL, 0, 1 + 2 * REFUSED_FAMILIES.length, table.socket],
    [LOAD, 0, 0, CALL_DATA.firstArgument],
  );
  for (const family of REFUSED_FAMILIES) {
    program.push([JUMP_EQUAL, 0, 1, family], [RETURN, 0, 0, ERRNO_ENOSYS]);
  }
  program.push([RETURN, 0, 0, ALLOW]);
  return encode(program);
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(program.length * INSTRUCTION.size));
  for (const [i, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    const at = i * INSTRUCTION.size;
    bytes.setUint16(at + INSTRUCTION.code, code, true);
    bytes.setUint8(at + INSTRUCTION.ifTrue, ifTrue);
    bytes.setUint8(at + INSTRUCTION.ifFalse, ifFalse);
    bytes.setUint32(at + INSTRUCTION.operand, operand >>> 0, true);
  }
  return new Uint8Array(bytes.buffer);
}
