// Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

public class PDC {
    private static byte previous = 0;

    private static void showMessages(byte[] data, int size) {
        for (int i = 0; i < size; i++) {
            if (data[i] == 'T' && previous >= '0' && previous <= '9') System.out.write('\n');
            System.out.write(data[i]);
            previous = data[i];
        }
        System.out.flush();
    }

    private static void showText(byte[] data, int size) {
        System.out.write(data, 0, size);
        System.out.flush();
    }

    private static void run(String server, int port, String command) throws IOException {
        boolean isText = command.equals("CMD_floodme");
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(server), port);
        // An ordinary java.net.Socket would be an IPv6 socket that also speaks IPv4; this one is IPv4 only.
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET)) {
            channel.connect(address);
            ByteBuffer bytes = ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) channel.write(bytes);

            ByteBuffer buffer = ByteBuffer.allocate(65536);
            while (channel.read(buffer) >= 0) {
                if (isText) showText(buffer.array(), buffer.position());
                else showMessages(buffer.array(), buffer.position());
                buffer.clear();
            }
        }
        if (!isText) System.out.println();
    }

    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("usage: PDC <server> <port> <command>");
            System.exit(2);
        }
        try {
            run(args[0], Integer.parseInt(args[1]), args[2]);
        } catch (IOException | IllegalArgumentException error) {
            System.err.println("PDC: " + args[0] + " port " + args[1] + ": " + error.getMessage());
            System.exit(1);
        }
    }
}
