// A TLS server with javax.net.ssl, which keeps the certificate and the key in a key store in memory.
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

public class SecurePmu {
    public static void main(String[] args) throws Exception {
        Certificate certificate;
        try (var file = new FileInputStream(args[1])) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(file);
        }
        String pem = Files.readString(Path.of(args[2])).replaceAll("-----[A-Z ]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("pmu", key, new char[0], new Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);

        var factory = context.getServerSocketFactory();
        var server = (SSLServerSocket) factory.createServerSocket(
            Integer.parseInt(args[0]), 5, InetAddress.getByName("127.0.0.1"));
        while (true) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                byte[] command = new byte[100];
                int length = client.getInputStream().read(command);
                if (length < 0 || !new String(command, 0, length, StandardCharsets.US_ASCII).equals("CMD_short:0")) continue;
                for (int number = 0; number < 12; number++)
                    client.getOutputStream().write(("This is PMU data " + number).getBytes(StandardCharsets.US_ASCII));
            } catch (IOException error) {
                System.err.println(error.getMessage());
            }
        }
    }
}
