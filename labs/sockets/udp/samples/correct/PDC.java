// Correct: one socket for both families; it receives until the second is over.
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

public class PDC {
  public static void main(String[] arguments) throws Exception {
    InetAddress[] addresses = InetAddress.getAllByName(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    byte[] request = "RESET:20".getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket()) {
      while (true) {
        for (InetAddress address : addresses)
          socket.send(new DatagramPacket(request, request.length, address, port));
        String answer = receive(socket);
        if (answer != null) {
          System.out.println("Got " + answer);
          return;
        }
      }
    }
  }

  private static String receive(DatagramSocket socket) throws Exception {
    long until = System.nanoTime() + 1_000_000_000L;
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    for (long left; (left = (until - System.nanoTime()) / 1_000_000) > 0; ) {
      socket.setSoTimeout((int) left);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException timeout) {
        return null;
      }
      String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
      if (text.startsWith("OFFSET")) return text;
    }
    return null;
  }
}
