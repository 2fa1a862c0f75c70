// HTTP/1.1 over a socket: it reads the header section line by line, and then as many bytes as Content-Length says.
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public class PageClient {
    public static void main(String[] arguments) throws IOException {
        String host = arguments[0], port = arguments[1], path = arguments[2];
        try (Socket socket = new Socket(host, Integer.parseInt(port))) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            DataInputStream answer = new DataInputStream(socket.getInputStream());
            System.err.println(line(answer));
            int length = 0;
            for (String field = line(answer); !field.isEmpty(); field = line(answer)) {
                if (field.toLowerCase().startsWith("content-length:"))
                    length = Integer.parseInt(field.substring(field.indexOf(':') + 1).trim());
            }
            byte[] body = new byte[length];
            answer.readFully(body);
            System.out.write(body, 0, length);
            System.out.flush();
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int letter = in.readUnsignedByte(); letter != '\n'; letter = in.readUnsignedByte())
            if (letter != '\r')
                line.append((char) letter);
        return line.toString();
    }
}
