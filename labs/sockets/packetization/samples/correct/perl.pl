# Correct: passes the bytes on as they arrive; a T after a digit begins a new line.
use strict;
use warnings;
use IO::Socket::INET;

if (@ARGV != 3) {
    print STDERR "usage: PDC <server> <port> <command>\n";
    exit 2;
}
my ($server, $port, $command) = @ARGV;
my $is_text = $command eq 'CMD_floodme';

my $socket = IO::Socket::INET->new(PeerAddr => $server, PeerPort => $port, Proto => 'tcp');
if (!$socket) {
    print STDERR "PDC: $server port $port: $@\n";
    exit 1;
}
binmode STDOUT;
$| = 1;    # flush after each print

print $socket $command;
my $last = '';    # the last byte of the previous chunk
while (my $size = sysread($socket, my $data, 65536) // die "PDC: read: $!\n") {
    my $shown = $data;
    if (!$is_text) {
        $shown = $last . $data;
        $shown =~ s/(?<=[0-9])T/\nT/g;
        $shown = substr($shown, length $last);
        $last  = substr($data, -1);
    }
    print $shown;
}
print "\n" unless $is_text;
close $socket;
