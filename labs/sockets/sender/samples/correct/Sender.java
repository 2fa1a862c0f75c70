import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** Reads lines as UTF-8, and sends each with the id before it. */
public class Sender {
  public static void main(String[] arguments) throws Exception {
    InetAddress group = InetAddress.getByName(arguments[0]);
    int port = Integer.parseInt(arguments[1]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (DatagramSocket sender = new DatagramSocket()) {
      String line;
      while ((line = input.readLine()) != null) {
        byte[] message = (arguments[2] + line).getBytes(StandardCharsets.UTF_8);
        sender.send(new DatagramPacket(message, message.length, group, port));
      }
    }
  }
}
