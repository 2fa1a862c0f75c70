import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

public class ChatClient {
    public static void main(String[] args) throws IOException {
        Socket socket = new Socket(args[0], Integer.parseInt(args[1]));
        PrintStream screen = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = reader(socket.getInputStream());
        new Thread(() -> {
            try {
                String line;
                while ((line = in.readLine()) != null)
                    screen.println(line);
            } catch (IOException e) {
                System.err.println(e.getMessage());
            }
            System.exit(0);
        }).start();

        PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader keyboard = reader(System.in);
        String line;
        while ((line = keyboard.readLine()) != null && !line.isEmpty())
            out.print(line + "\n");
        socket.close();
    }

    private static BufferedReader reader(java.io.InputStream stream) {
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
