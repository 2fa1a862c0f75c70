/** The systems of the courses: a row each, with commands that a reader can type and what they prove. */

/** A command, and lines that it prints, in this order among others; `…` stands for anything. */
export interface Typed {
  readonly command: string;
  readonly prints: readonly string[];
  /** Exit status; by default 0. */
  readonly status?: number;
}

/** A row. */
export interface Row {
  readonly number: number;
  readonly title: string;
  /** What the commands prove. */
  readonly proves: string;
  /** Programs that a student would have written, by the name they have here: files of this repository. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly typed: readonly Typed[];
}

/** Packets of a capture with these fields. */
const fields = (run: string, filter: string, names: string): string =>
  `wireside packets ${run}/wire.pcapng -Y '${filter}' --fields ${names}`;

export const ROWS: readonly Row[] = [
  {
    number: 1,
    title: 'UDP hello',
    proves:
      'One datagram goes from the client to the server, which prints the sender and the text. Programs in any language are judged as either end.',
    programs: {
      'hello_client.c': 'labs/sockets/hello-client/samples/correct/c.c',
      'hello_server.py': 'labs/sockets/hello-server/samples/correct/python.py',
    },
    typed: [
      {
        command:
          "wireside run --keep hello --on server 'wireside serve hello --host 0.0.0.0 --port 50007' --on client 'wireside client hello --host server.lab --port 50007'",
        prints: ['server│…receive from 10.0.0.2:… 13 bytes: Hello, Romeo'],
      },
      {
        command: fields('hello', 'udp.port == 50007', 'ip.src,udp.dstport,udp.length'),
        prints: ['10.0.0.2	50007	21'],
      },
      { command: 'wireside judge hello-client hello_client.c', prints: ['pass: hello-client, …'] },
      { command: 'wireside judge hello-server hello_server.py', prints: ['pass: hello-server, …'] },
    ],
  },
  {
    number: 2,
    title: 'TCP echo, and what the socket table shows',
    proves:
      'The server reads at most 16 bytes, the client 8. The socket table has LISTEN before the client comes, ESTABLISHED at both ends while it is there, and TIME_WAIT at the end that closed first.',
    programs: {
      'echo_client.mjs': 'labs/sockets/echo-client/samples/correct/javascript.mjs',
      'echo_server.c': 'labs/sockets/echo-server/samples/correct/c.c',
    },
    typed: [
      {
        command: 'wireside run --keep echo --peer echo -- wireside client echo server.lab 5002 --stay false',
        prints: ['received 8 bytes: One sent', 'received 2 bytes:  .'],
      },
      {
        command: fields('echo', 'tcp.srcport == 5002 && tcp.len > 0', 'tcp.len'),
        prints: ['16', '16', '10'],
      },
      {
        command: 'wireside show echo --sockets',
        prints: [
          '…start…server tcp LISTEN…',
          '…ESTABLISHED 10.0.0.1:5002…',
          '…ESTABLISHED 10.0.0.2:…',
          '…client tcp TIME_WAIT…',
        ],
      },
      { command: 'wireside judge echo-client echo_client.mjs', prints: ['pass: echo-client, …'] },
      { command: 'wireside judge echo-server echo_server.c', prints: ['pass: echo-server, …'] },
    ],
  },
  {
    number: 3,
    title: 'PMU over TCP: messages without boundaries',
    proves:
      'Three messages can come in one segment and one receive, and the client still prints three lines. The table joins each message to its send, packet, call and line.',
    programs: { 'PDC.c': 'labs/sockets/packetization/samples/correct/c.c' },
    typed: [
      {
        command:
          'wireside run --keep pmu --peer pmu,messages=3,segmentation=coalesced -- wireside pdc server.lab 5003 CMD_short:0',
        prints: ['This is PMU data 0', 'This is PMU data 1', 'This is PMU data 2'],
      },
      { command: fields('pmu', 'tcp.srcport == 5003 && tcp.len > 0', 'tcp.len'), prints: ['54'] },
      {
        command: 'wireside show pmu --ribbon',
        prints: ['…m1 18 to 35 …with m0 m2 …', '…3 of 3 came with others in one call'],
      },
      {
        command: "wireside run --peer pmu -- sh -c 'wireside pdc server.lab 5003 CMD_floodme | wc -c'",
        prints: ['60000'],
      },
      { command: 'wireside judge packetization PDC.c', prints: ['pass: packetization, 15 of 15 points…'] },
    ],
  },
  {
    number: 4,
    title: 'PMU over UDP: both families, loss, retransmission, the experiment',
    proves:
      'The server answers some of the requests, on one family at a time. The client sends on both each second. Of several runs, the requests are counted, and the loss is estimated.',
    programs: { 'PDC.py': 'labs/sockets/udp/samples/correct/python-select.py' },
    typed: [
      {
        command:
          'wireside run --keep udp --peer pmu-udp,dropFirst=2,loss=0 -- wireside pdc server.lab 5004 --over udp',
        prints: ['OFFSET:…'],
      },
      {
        command: fields('udp', 'udp.dstport == 5004 && ip', 'ip.dst,udp.length'),
        prints: ['10.0.0.1	16', '10.0.0.1	16'],
      },
      { command: fields('udp', 'udp.dstport == 5004 && ipv6', 'ipv6.dst,udp.length'), prints: ['fd00::1	16'] },
      { command: 'wireside judge udp PDC.py', prints: ['pass: udp, 10 of 10 points…'] },
      {
        command: 'wireside experiment udp-loss PDC.py --runs 6 --seed six --svg rounds.svg',
        prints: ['6 runs, …rounds on average; …confidence interval…'],
      },
    ],
  },
  {
    number: 5,
    title: 'Internet TV over multicast',
    proves:
      'A program that has joined the group hears the station, on another host; the recorder keeps what was said; the group answers a student who has said enough.',
    programs: {
      'receiver.py': 'labs/sockets/receiver/samples/correct/python.py',
      'Sender.java': 'labs/sockets/sender/samples/correct/Sender.java',
      'sender.py': 'labs/sockets/sender/samples/correct/python.py',
    },
    typed: [
      {
        command:
          "wireside run --keep tv --on parlor 'wireside receiver 224.1.1.1 10505 --messages 3' --peer tv,interval=0.2@server",
        prints: ['…swcmTV…', '…swcmTV…', '…swcmTV…'],
      },
      { command: fields('tv', 'igmp', 'ip.src,igmp.type'), prints: ['10.0.0.…	0x22'] },
      { command: 'wireside judge receiver receiver.py', prints: ['pass: receiver, …'] },
      { command: 'wireside judge sender sender.py', prints: ['pass: sender, …'] },
    ],
  },
  {
    number: 6,
    title: "PMU over TLS with a certificate from the course's authority",
    proves:
      "A key and a request are made with OpenSSL, the course's authority signs, the server shows the certificate, the client verifies it, and one without it refuses.",
    programs: {
      'secure_pmu.py': 'labs/sockets/tls/samples/correct/python-one-message.py',
      'secure_pdc.py': 'labs/sockets/tls-client/samples/correct/python.py',
    },
    typed: [
      { command: 'wireside judge tls secure_pmu.py', prints: ['pass: tls, …'] },
      { command: 'wireside judge tls-client secure_pdc.py', prints: ['pass: tls-client, …'] },
      { command: "wireside ca init --dir course --name 'Networks course'", prints: [] },
      {
        command:
          "openssl req -new -newkey rsa:2048 -nodes -keyout juliet.key -out juliet.csr -subj '/CN=Juliet Capulet'",
        prints: [],
      },
      {
        command: "wireside ca sign juliet.csr --dir course --for 'Juliet Capulet' > juliet.crt",
        prints: [],
      },
      {
        command:
          "wireside run --keep tls --on localhost 'wireside secure-pmu juliet.crt juliet.key --messages 2' --on localhost 'wireside pdc localhost 5003 CMD_short:0 --over tls --ca course/ca.crt'",
        prints: ['…This is PMU data 0', '…This is PMU data 1'],
      },
      { command: 'wireside ca init --dir other --name Other', prints: [] },
      {
        command:
          "wireside run --on localhost 'wireside secure-pmu juliet.crt juliet.key' --on localhost 'wireside pdc localhost 5003 CMD_short:0 --over tls --ca other/ca.crt'",
        prints: ['…certificate…'],
        status: 1,
      },
    ],
  },
  {
    number: 7,
    title: 'PMU over WebSocket',
    proves:
      'The command is a text frame, each message a binary frame, and the server ends with a close frame.',
    programs: { 'PDC.mjs': 'labs/sockets/websocket/samples/correct/javascript.mjs' },
    typed: [
      { command: 'wireside judge websocket PDC.mjs', prints: ['pass: websocket, …'] },
      {
        command:
          'wireside run --keep ws --peer pmu-websocket,messages=3 -- wireside pdc server.lab 5006 CMD_short:0 --over websocket',
        prints: ['This is PMU data 0', 'This is PMU data 1', 'This is PMU data 2'],
      },
      {
        command: fields('ws', 'websocket', 'websocket.opcode'),
        prints: ['1', '…2…', '…8'],
      },
    ],
  },
  {
    number: 8,
    title: 'Scoring: a hand-in of several parts',
    proves:
      'Programs are recognized by the names of the prototypes, all parts are judged at once, and the result is there as text, as result.json and for Gradescope. Accounts and deadlines are not there yet.',
    programs: {
      'hand-in/receiver_204117.py': 'labs/sockets/receiver/samples/correct/python.py',
      'hand-in/Echo_Server.py': 'labs/sockets/echo-server/samples/incorrect/reads-once.py',
    },
    typed: [
      {
        command:
          'wireside judge sockets hand-in --part receiver --part echo-server --result result.json --gradescope results.json',
        prints: ['…echo-server…', '…receiver…'],
        status: 1,
      },
      { command: 'cat result.json', prints: ['…max_grade…'] },
    ],
  },
  {
    number: 11,
    title: 'Capture and analysis',
    proves:
      'Packets with payload are counted and compared with receives; the handshake of TLS is there packet by packet, with the cipher suites that were proposed and the one that was chosen.',
    typed: [
      {
        command:
          'wireside run --keep many --peer pmu,messages=10,segmentation=one-by-one -- wireside pdc server.lab 5003 CMD_short:0',
        prints: ['This is PMU data 9'],
      },
      {
        command:
          "wireside packets many/wire.pcapng -Y 'tcp.srcport == 5003 && tcp.len > 0' --fields frame.number | wc -l",
        prints: ['10'],
      },
      { command: 'wireside show many --ribbon', prints: ['…m9 …'] },
      { command: 'wireside certificate self-signed localhost', prints: ['server.pem…', 'server.key…'] },
      {
        command:
          "wireside run --keep handshake --on localhost 'wireside serve tls --certificate server.pem --key server.key' --on localhost 'wireside client tls localhost 8443 --ca server.pem'",
        prints: ['…TLSv1.3'],
      },
      {
        command: fields(
          'handshake',
          'tls.handshake.type in {1, 2}',
          'tls.handshake.type,tls.handshake.ciphersuite',
        ),
        prints: ['1	0x1302,…', '2	0x1302'],
      },
      { command: 'wireside explain handshake --story', prints: ['…Client Hello…', '…Server Hello…'] },
    ],
  },
  {
    number: 12,
    title: 'A TLS pair with a self-signed certificate',
    proves:
      'A server on port 8443 shows a certificate that OpenSSL made, and the client, which trusts only that one, prints the version that both agreed on. The client of a student must refuse a server with another certificate.',
    programs: {
      'tls_server.py': 'labs/tcp-anatomy/tls-pair-server/samples/correct/python.py',
      'tls_client.py': 'labs/tcp-anatomy/tls-pair-client/samples/correct/python.py',
    },
    typed: [
      {
        command:
          "openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.pem -days 365 -subj '/CN=localhost' -addext 'subjectAltName=DNS:localhost'",
        prints: [],
      },
      {
        command:
          "wireside run --on localhost 'wireside serve tls --certificate server.pem --key server.key' --on localhost 'wireside client tls localhost 8443 --ca server.pem'",
        prints: ['…TLSv1.3', '…Only you can read this.'],
      },
      { command: 'wireside judge tls-pair-server tls_server.py', prints: ['pass: tls-pair-server, …'] },
      { command: 'wireside judge tls-pair-client tls_client.py', prints: ['pass: tls-pair-client, …'] },
    ],
  },
  {
    number: 13,
    title: 'The anatomy of a TCP connection',
    proves:
      'The opening, the data and the close of a connection, each segment with its Ethernet, IP and TCP fields, from a run of your own and from any capture.',
    typed: [
      {
        command: 'wireside run --keep echo --peer echo -- wireside client echo server.lab 5002 --stay false',
        prints: ['received 8 bytes: One sent'],
      },
      {
        command: 'wireside anatomy echo',
        prints: [
          'The opening',
          'Ethernet from …',
          'IP from …',
          'sequence …',
          'acknowledges …',
          'flags … SYN … SYN ACK … ACK',
          'The close',
          'flags … FIN …',
          'Sent twice',
          'There are no retransmissions…',
        ],
      },
      { command: 'wireside anatomy echo/wire.pcapng --json', prints: ['…'] },
    ],
  },
  {
    number: 14,
    title: 'Retransmitted segments, and the time-sequence graph',
    proves:
      'Exactly one segment is dropped, and it is found again among the retransmissions, with the reason; the graph is drawn from the same capture.',
    programs: {
      'third-segment.yaml': 'docs/scenes/third-segment.yaml',
      'sum-server.c': 'docs/scenes/sum-server.c',
      'count-server.py': 'docs/scenes/count-server.py',
      'send-bytes.py': 'docs/scenes/send-bytes.py',
    },
    typed: [
      {
        command: 'wireside run third-segment.yaml --keep lost',
        prints: ['…20000 bytes', '…of which 1 were dropped'],
      },
      {
        command: "wireside packets lost/wire.pcapng -Y 'tcp.analysis.retransmission'",
        prints: ['…Retransmission] …'],
      },
      { command: 'wireside anatomy lost', prints: ['Sent twice', 'There are retransmissions…'] },
      { command: 'wireside graph lost/wire.pcapng -o stevens.svg', prints: [] },
      { command: 'grep -c "<svg" stevens.svg', prints: ['1'] },
    ],
  },
  {
    number: 15,
    title: 'TCP chat, and who closes first',
    proves:
      'Both ends send at any time; PSH and ACK are on the wire; after the first text the server closes, and its FIN is the first.',
    programs: {
      'chat_client.py': 'labs/chat/chat-client/samples/correct/python-threads.py',
      'chat_server.mjs': 'labs/chat/chat-server/samples/correct/javascript.mjs',
    },
    typed: [
      { command: 'wireside judge chat-client chat_client.py', prints: ['pass: chat-client, …'] },
      { command: 'wireside judge chat-server chat_server.mjs', prints: ['pass: chat-server, …'] },
      {
        command:
          "wireside run --keep chat --peer chat,says=Hello,closesAfter=1 -- bash -c 'exec 3<>/dev/tcp/server.lab/8989; echo Hey... >&3; cat <&3'",
        prints: ['Hello'],
      },
      {
        command: fields(
          'chat',
          'tcp.flags.push == 1 || tcp.flags.fin == 1',
          'tcp.srcport,tcp.flags.push,tcp.flags.fin',
        ),
        prints: ['8989	True	False', '8989	…	True'],
      },
    ],
  },
  {
    number: 16,
    title: 'HTTPS against HTTP',
    proves:
      'Over HTTP the secret of the page is in the capture. Over HTTPS it is not; the Client Hello and the Server Hello are.',
    typed: [
      {
        command: 'wireside run --keep http --peer page -- wireside client page http://server.lab:8080/',
        prints: ['HTTP/1.1 200 OK'],
      },
      { command: 'wireside follow http/wire.pcapng', prints: ['…open sesame…'] },
      { command: "grep -c 'open sesame' http/wire.pcapng", prints: ['1'] },
      { command: 'wireside certificate self-signed localhost', prints: ['server.pem…'] },
      {
        command:
          "wireside run --keep https --on localhost 'wireside serve page-tls --certificate server.pem --key server.key' --on localhost 'wireside client page-tls https://localhost:8444/ --ca server.pem'",
        prints: ['…HTTP/1.1 200 OK', '…open sesame…'],
      },
      {
        command: 'wireside packets https/wire.pcapng -Y tls.handshake',
        prints: ['…Client Hello…', '…Server Hello…'],
      },
    ],
  },
  {
    number: 17,
    title: 'No virtual machine, access point or VPN',
    proves:
      'Private networks, capture, call trace and sandbox work on this computer; a case of the judge can be played by hand.',
    typed: [
      {
        command: 'wireside doctor',
        prints: ['ok … Private network…', 'ok … Packet capture…', 'ok … Sandbox…'],
      },
      {
        command: "wireside try packetization two -- sh -c 'printf CMD_short:0 | nc pmu.lab 5003'",
        prints: ['…This is PMU data 0This is PMU data 1'],
      },
    ],
  },
];
