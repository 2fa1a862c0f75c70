/** Examples in the help of each command, by the words of the command. */

/** Lines that can be typed as they are, but for the names of files. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'wireside demo': ['wireside demo'],
  'wireside judge': [
    'wireside judge packetization PDC.py',
    'wireside judge packetization PDC.c --case two --seed demo',
    'wireside judge packetization PDC/ --edition 2018 --json',
    'wireside judge sockets hand-in/ --gradescope results.json',
    'wireside judge sockets students/ --table',
  ],
  'wireside run': [
    'wireside run -- python3 client.py',
    'wireside run --peer pmu,messages=5 -- ./client.py pmu.lab 5003 CMD_short:0',
    "wireside run --on server 'python3 server.py 5000' --on client './client server.lab 5000'",
    'wireside run --peer pdc,port=5003 -- java -cp . Server 5003',
    'wireside run scene.yaml',
    'wireside run --case lossy -- PDC.py',
    'wireside run --localhost -- ./pair.sh',
  ],
  'wireside record': [
    'wireside record -- curl http://example.com/',
    'wireside record -- ./server 5003',
    'wireside record --pid 4242',
  ],
  'wireside show': [
    'wireside show last',
    'wireside show last/two --ribbon',
    'wireside show runs/two --calls --output',
  ],
  'wireside open': [
    'wireside open',
    'wireside open last',
    'wireside open capture.pcapng',
    'wireside open --demo',
    'wireside open --no-browser --port 8000 runs/',
  ],
  'wireside watch': ['wireside watch packetization PDC.py', 'wireside watch packetization PDC.py --case two'],
  'wireside try': [
    'wireside try packetization',
    'wireside try udp ipv4',
    "wireside try packetization two -- bash -c 'printf CMD_short:0 | nc pmu.lab 5003'",
  ],
  'wireside experiment': ['wireside experiment udp-loss PDC.py'],
  'wireside experiment udp-loss': [
    'wireside experiment udp-loss PDC.py',
    'wireside experiment udp-loss PDC.py --loss 20% --svg rounds.svg',
  ],
  'wireside runs': ['wireside runs', 'wireside runs --json', 'wireside show last'],
  'wireside labs': [
    'wireside labs',
    'wireside labs --labs ./my-labs',
    'wireside labs new ./my-labs/networks',
  ],
  'wireside labs check': [
    'wireside labs check ./my-labs',
    'wireside labs check ./my-labs/networks --samples',
  ],
  'wireside labs new': ['wireside labs new ./my-labs/networks'],
  'wireside doctor': ['wireside doctor', 'wireside doctor --json'],
  'wireside packets': [
    "wireside packets wire.pcapng -Y 'tcp.srcport == 5003 && tcp.len > 0'",
    'wireside packets wire.pcapng --fields frame.number,tcp.seq,tcp.len',
    'wireside packets wire.pcapng --tree 4',
    'tcpdump -U -w - | wireside packets -',
  ],
  'wireside explain': [
    'wireside explain last',
    'wireside explain wire.pcapng',
    'wireside explain wire.pcapng --stream 0 --story',
  ],
  'wireside anatomy': ['wireside anatomy last', 'wireside anatomy wire.pcapng --stream 1 --svg stevens.svg'],
  'wireside follow': [
    'wireside follow wire.pcapng',
    'wireside follow wire.pcapng --stream 1 --direction server --raw > answer',
    'wireside follow wire.pcapng --udp --hex',
  ],
  'wireside graph': [
    'wireside graph last -o stevens.svg',
    'wireside graph wire.pcapng --kind rtt --direction server -o rtt.svg',
  ],
  'wireside capture': [
    'wireside capture -i lo -w wire.pcapng "tcp port 5003"',
    'wireside capture -i eth0 -w - | wireside packets -',
  ],
  'wireside serve': [
    'wireside serve pmu --port 5003',
    'wireside serve --all',
    'wireside serve --only pmu,tv --host 0.0.0.0',
    'wireside serve echo --help',
  ],
  'wireside client': ['wireside client hello --help', 'wireside client pdc localhost 5003 CMD_short:1'],
  'wireside pdc': [
    'wireside pdc localhost 5003 CMD_short:1',
    'wireside pdc localhost 5004',
    'wireside pdc localhost 5007 CMD_short:1 --over tls --ca server.pem',
  ],
  'wireside receiver': ['wireside receiver 224.1.1.1 10505'],
  'wireside sender': ['wireside sender 224.1.1.1 10505 123456'],
  'wireside secure-pmu': ['wireside secure-pmu server.pem server.key'],
  'wireside chat': ['wireside chat localhost 8989'],
  'wireside ca': ['wireside ca init --dir ca', 'wireside ca sign request.csr --dir ca --for Juliet'],
  'wireside ca init': ["wireside ca init --dir ca --name 'The course'"],
  'wireside ca sign': ['wireside ca sign request.csr --dir ca --for Juliet > server.crt'],
  'wireside ca show': ['wireside ca show --dir ca', 'wireside ca show server.crt --dir ca'],
  'wireside certificate': ['wireside certificate self-signed localhost'],
  'wireside certificate self-signed': [
    'wireside certificate self-signed localhost',
    'wireside certificate self-signed lab.example --algorithm p256 --out keys',
  ],
};
