# A child that takes 50 ms to clean up at SIGTERM, or ignores it. Nobody is left after two minutes.
use strict;
use warnings;
$| = 1;
alarm 120;
if (($ARGV[0] // '') eq 'stubborn') { $SIG{TERM} = 'IGNORE' }
else { $SIG{TERM} = sub { select undef, undef, undef, 0.05; exit 0 } }
print "ready\n";
sleep 600 while 1;
