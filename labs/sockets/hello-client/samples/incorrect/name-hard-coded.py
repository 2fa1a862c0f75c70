import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
    sender.sendto(b"Hello, Romeo! ", ("pmu.lab", int(sys.argv[2])))
