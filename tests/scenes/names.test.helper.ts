/** Programs in several languages that look names up and print what they find, a line for each question. */
import type { Bench, Program } from '@wireside/bench';
import { python, source } from './scenes.test.helper.ts';

/** Prints what getaddrinfo(3) gives: for each argument `NAME FAMILY FLAGS`, the canonical name and the addresses. */
const C = `
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static int flag(const char *all, const char *name, int value) { return strstr(all, name) ? value : 0; }
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    char name[100], family[10], flags[100] = "", own[100];
    sscanf(argv[i], "%99s %9s %99s", name, family, flags);
    gethostname(own, sizeof own);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
    hints.ai_family = !strcmp(family, "4") ? AF_INET : !strcmp(family, "6") ? AF_INET6 : AF_UNSPEC;
    hints.ai_flags = flag(flags, "ADDRCONFIG", AI_ADDRCONFIG) | flag(flags, "PASSIVE", AI_PASSIVE) |
                     flag(flags, "NUMERICHOST", AI_NUMERICHOST) | flag(flags, "CANONNAME", AI_CANONNAME) |
                     flag(flags, "V4MAPPED", AI_V4MAPPED) | flag(flags, "ALL", AI_ALL);
    const char *asked = !strcmp(name, "OWN") ? own : !strcmp(name, "NULL") ? 0 : name;
    int error = getaddrinfo(asked, "5000", &hints, &found);
    printf("%s:", argv[i]);
    if (error) {
      printf(" %s\\n", gai_strerror(error));
      continue;
    }
    if (found->ai_canonname) printf(" (%s)", found->ai_canonname);
    for (struct addrinfo *each = found; each; each = each->ai_next) {
      char text[100];
      getnameinfo(each->ai_addr, each->ai_addrlen, text, sizeof text, 0, 0, NI_NUMERICHOST);
      printf(" %s", text);
    }
    printf("\\n");
    freeaddrinfo(found);
  }
}
`;

/** The same in Python, without FLAGS; the family `fqdn` asks for the host's own full name. */
const PYTHON = `
import socket, sys
families = {'4': socket.AF_INET, '6': socket.AF_INET6}
for line in sys.argv[1:]:
    name, family = line.split()[:2]
    asked = socket.gethostname() if name == 'OWN' else name
    if family == 'fqdn':
        print(line + ':', socket.getfqdn())
        continue
    try:
        found = socket.getaddrinfo(asked, 5000, families.get(family, 0), socket.SOCK_STREAM)
        print(line + ':', *(each[4][0] for each in found))
    except socket.gaierror as error:
        print(line + ':', error.strerror)
`;

/** dns.lookup() in Node, or dns.resolve4() and resolve6() where they stand for the family; FLAGS are `ipv4first`. */
const NODE = `
import { promises as dns } from 'node:dns';
import { hostname } from 'node:os';
for (const line of process.argv.slice(2)) {
  const [name, family, order] = line.split(' ');
  const asked = name === 'OWN' ? hostname() : name;
  const options = { all: true, family: Number(family), verbatim: order !== 'ipv4first' };
  try {
    const found = family.startsWith('resolve')
      ? await dns[family](asked)
      : (await dns.lookup(asked, options)).map(({ address }) => address);
    console.log(line + ':', ...found);
  } catch (error) {
    console.log(line + ':', error.code);
  }
}
`;

/** InetAddress.getAllByName() in Java, which knows families only as a system property. */
const JAVA = `
import java.net.InetAddress;
class Names {
  public static void main(String[] lines) throws Exception {
    for (String line : lines) {
      String name = line.split(" ")[0];
      StringBuilder text = new StringBuilder(line + ":");
      if (name.equals("OWN")) name = InetAddress.getLocalHost().getHostName();
      for (InetAddress each : InetAddress.getAllByName(name)) text.append(" " + each.getHostAddress());
      System.out.println(text);
    }
  }
}
`;

/** The programs by language. */
export const LOOKUPS = {
  c: (bench: Bench): Promise<Program> => source(bench, 'names.c', C),
  python: async (): Promise<Program> => python(PYTHON),
  node: (bench: Bench): Promise<Program> => source(bench, 'names.mjs', NODE),
  java: (bench: Bench): Promise<Program> => source(bench, 'Names.java', JAVA),
};
