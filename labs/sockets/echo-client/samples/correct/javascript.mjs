import { connect } from 'node:net';

const [server, port, sentence] = process.argv.slice(2);
const connection = connect(Number(port), server, () => connection.write(sentence));
connection.on('readable', () => {
  for (let left = connection.readableLength; left > 0; left = connection.readableLength) {
    console.log(connection.read(Math.min(16, left)).toString());
  }
});
