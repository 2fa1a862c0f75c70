import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;

public class UpperServer {
    public static void main(String[] args) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(args[0]))) {
            byte[] bytes = new byte[65535];
            while (true) {
                DatagramPacket datagram = new DatagramPacket(bytes, bytes.length);
                socket.receive(datagram);
                for (int i = 0; i < datagram.getLength(); i++)
                    if (bytes[i] >= 'a' && bytes[i] <= 'z')
                        bytes[i] -= 32;
                socket.send(datagram);
            }
        }
    }
}
