// Correct: shows a message when the next one begins, or its line so far when nothing arrives for a moment.
#include <cerrno>
#include <cstring>
#include <iostream>
#include <netdb.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

const std::string mark = "This is PMU data ";
const int quiet = 50; // milliseconds

class Connection {
public:
    Connection(const std::string &server, const std::string &port) {
        addrinfo hints{}, *list = nullptr;
        hints.ai_family = AF_INET;
        hints.ai_socktype = SOCK_STREAM;
        if (int problem = getaddrinfo(server.c_str(), port.c_str(), &hints, &list))
            throw std::runtime_error(gai_strerror(problem));
        s = socket(list->ai_family, list->ai_socktype, list->ai_protocol);
        int done = connect(s, list->ai_addr, list->ai_addrlen);
        int why = errno;
        freeaddrinfo(list);
        if (done < 0)
            throw std::runtime_error(std::strerror(why));
    }
    ~Connection() { close(s); }

    void send_all(const std::string &data) {
        for (size_t sent = 0; sent < data.size();) {
            ssize_t n = send(s, data.data() + sent, data.size() - sent, 0);
            if (n < 0)
                throw std::runtime_error(std::strerror(errno));
            sent += static_cast<size_t>(n);
        }
    }

    bool is_quiet() {
        pollfd one{s, POLLIN, 0};
        return poll(&one, 1, quiet) == 0;
    }

    // Returns what has arrived; an empty string when the server has closed the connection.
    std::string receive() {
        char data[65536];
        ssize_t n = recv(s, data, sizeof data, 0);
        if (n < 0)
            throw std::runtime_error(std::strerror(errno));
        return std::string(data, static_cast<size_t>(n));
    }

private:
    int s = -1;
};

void show_text(Connection &connection) {
    for (std::string data; !(data = connection.receive()).empty();)
        std::cout << data << std::flush;
}

// How much of the text is a message: the mark and the digits after it.
size_t message_size(const std::string &text) {
    if (text.compare(0, mark.size(), mark) != 0)
        return 0;
    size_t end = text.find_first_not_of("0123456789", mark.size());
    return end == std::string::npos ? text.size() : end;
}

void show_messages(Connection &connection) {
    std::string message; // all of the message that is being received
    size_t shown = 0;    // how much of it is on the screen
    for (;;) {
        if (message_size(message) > shown && connection.is_quiet()) {
            // Show the message, but do not end the line: more digits may follow.
            std::cout << message.substr(shown, message_size(message) - shown) << std::flush;
            shown = message_size(message);
        }
        std::string data = connection.receive();
        if (data.empty())
            break;
        message += data;
        for (size_t end; (end = message.find(mark, 1)) != std::string::npos; shown = 0) {
            std::cout << message.substr(shown, end - shown) << std::endl;
            message.erase(0, end);
        }
    }
    std::cout << message.substr(shown) << std::endl;
}

int main(int argc, char *argv[]) {
    if (argc != 4) {
        std::cerr << "usage: PDC <server> <port> <command>\n";
        return 2;
    }
    const std::string server = argv[1], port = argv[2], command = argv[3];
    try {
        Connection connection(server, port);
        connection.send_all(command);
        if (command == "CMD_floodme")
            show_text(connection);
        else
            show_messages(connection);
    } catch (const std::exception &error) {
        std::cerr << "PDC: " << server << " port " << port << ": " << error.what() << "\n";
        return 1;
    }
    return 0;
}
