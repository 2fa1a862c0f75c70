// A client with java.net.http: a listener whose methods are called for each frame.
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

public class PDC {
    public static void main(String[] args) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        WebSocket.Listener listener = new WebSocket.Listener() {
            private final ByteArrayOutputStream message = new ByteArrayOutputStream();

            @Override
            public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                message.writeBytes(bytes);
                if (last) {
                    System.out.println("Received: " + message.toString(StandardCharsets.UTF_8));
                    message.reset();
                }
                socket.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                return socket.sendClose(code, "").whenComplete((sent, error) -> closed.countDown());
            }
        };
        URI uri = URI.create("ws://" + args[0] + ":" + args[1] + "/");
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(uri, listener).join();
        socket.sendText(args[2], true).join();
        closed.await();
    }
}
