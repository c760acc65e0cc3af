# Perl's Mail::IMAPClient works through a mailbox and prints what it saw, as libraries.interop.ts expects it.
use strict;
use warnings;
use utf8;
use Encode qw(decode encode);
use JSON::PP;
use MIME::Base64;
use Mail::IMAPClient;

my %login = (
    Server => 'localhost', Port => $ENV{IMAP_PORT}, User => $ENV{IMAP_USER}, Password => $ENV{IMAP_PASSWORD},
    Ssl => [SSL_ca_file => $ENV{IMAP_CA}, SSL_verify_mode => 1], Uid => 0, Peek => 1, RaiseError => 0,
);
my $imap = Mail::IMAPClient->new(%login) or die "login: $@";
sub checked { my ($what, $result) = @_; defined $result or die "$what: " . $imap->LastError; return $result }

my $filing = 'Ablage/Gr&APYA3w-e';    # Ablage/Größe in modified UTF-7
checked create => $imap->create($filing);
checked subscribe => $imap->subscribe($filing);
sub decoded {
    my ($name) = @_;
    $name =~ s{&([^-]*)-}{ my $b = $1; $b =~ tr/,/\//; $b eq '' ? '&' : decode('UTF-16BE', decode_base64($b . '===')) }ge;
    return $name;
}
my @mailboxes = map { decoded($_) } $imap->folders;
checked select => $imap->select('INBOX');
my $headers = $imap->parse_headers([$imap->messages], 'Subject');
my @subjects = map { decode('MIME-Header', $headers->{$_}{Subject}[0]) } sort { $a <=> $b } keys %$headers;
my $needle = encode('UTF-8', 'gebührenbescheid');
$imap->Uid(1);
my @found = $imap->search('CHARSET', 'UTF-8', 'BODY', \$needle);
my @uids = $imap->messages;
checked flag => $imap->store("$uids[0] +FLAGS (\\Flagged \$Wichtig)");
checked unflag => $imap->store("$uids[0] -FLAGS (\\Seen)");
my @flags = $imap->flags($uids[0]);
my $part = checked part => $imap->bodypart_string($uids[1], 2);
my $text = checked message => $imap->message_string($uids[0]);
checked append => $imap->append_string($filing, $text, '\\Seen');
checked copy => $imap->copy($filing, $uids[1]);
checked move => $imap->move($filing, $uids[2]);
checked expunge => $imap->expunge;    # where move was done with \Deleted
checked delete => $imap->delete_message($uids[3]);
checked expunge => $imap->expunge;
my $filed = $imap->message_count($filing);
my $left = $imap->message_count('INBOX');

# IDLE hears of what another connection appends.
my $other = Mail::IMAPClient->new(%login) or die "second login: $@";
my $idle = checked idle => $imap->idle;
checked append => $other->append_string('INBOX', $text);
my $heard = 0;
for (1 .. 20) {
    my $lines = $imap->idle_data(0.5);
    $heard = $1 if grep { /^\* (\d+) EXISTS/ } @{ $lines || [] } and "@$lines" =~ /\* (\d+) EXISTS/;
    last if $heard;
}
checked done => $imap->done($idle);
$other->logout;
$imap->logout;
print encode_json({
    mailboxes => \@mailboxes, subjects => \@subjects, found => [map { $_ + 0 } @found], flags => \@flags,
    fileOctets => length(decode_base64($part)), filed => $filed + 0, left => $left + 0, heard => $heard + 0,
});
