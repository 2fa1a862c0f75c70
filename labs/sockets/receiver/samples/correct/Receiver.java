import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;

/** A MulticastSocket shares its port by itself; what it prints has the sender before the text. */
public class Receiver {
  public static void main(String[] arguments) throws Exception {
    InetAddress group = InetAddress.getByName(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    PrintStream output = new PrintStream(System.out, true, "UTF-8");
    try (MulticastSocket receiver = new MulticastSocket(port)) {
      receiver.joinGroup(new InetSocketAddress(group, port), null);
      byte[] buffer = new byte[65536];
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        receiver.receive(packet);
        String id = new String(buffer, 0, 6, "UTF-8");
        String text = new String(buffer, 6, packet.getLength() - 6, "UTF-8");
        output.println(id + ": " + text);
      }
    }
  }
}
