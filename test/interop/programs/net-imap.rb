# Ruby's net/imap works through a mailbox and prints what it saw, as libraries.interop.ts expects it.
require 'net/imap'
require 'json'

def connect
  imap = Net::IMAP.new('localhost', port: ENV['IMAP_PORT'].to_i, ssl: { ca_file: ENV['IMAP_CA'] })
  imap.login(ENV['IMAP_USER'], ENV['IMAP_PASSWORD'])
  imap
end

def words(text)
  text.gsub(/=\?utf-8\?B\?(.*?)\?=/i) { $1.unpack1('m') }.force_encoding('UTF-8')
end

imap = connect
filing = Net::IMAP.encode_utf7('Ablage/Größe')
imap.create(filing)
imap.subscribe(filing)
mailboxes = imap.list('', '*').map { |box| Net::IMAP.decode_utf7(box.name) }
imap.select('INBOX')
subjects = imap.fetch(1..-1, 'ENVELOPE').map { |data| words(data.attr['ENVELOPE'].subject) }
found = imap.uid_search(['BODY', 'gebührenbescheid'.b], 'UTF-8')
imap.store(1, '+FLAGS', [:Flagged, '$Wichtig'])
imap.store(1, '-FLAGS', [:Seen])
flags = imap.fetch(1, 'FLAGS')[0].attr['FLAGS'].map { |flag| flag.is_a?(Symbol) ? "\\#{flag}" : flag }
structure = imap.fetch(2, 'BODYSTRUCTURE')[0].attr['BODYSTRUCTURE']
raise "structure: #{structure.inspect}" unless structure.parts[1].subtype == 'PDF'
file_octets = imap.fetch(2, 'BODY.PEEK[2]')[0].attr['BODY[2]'].unpack1('m').bytesize
text = imap.fetch(1, 'BODY.PEEK[]')[0].attr['BODY[]']
imap.append(filing, text, [:Seen], Time.now)
imap.copy(2, filing)
imap.move(3, filing)
imap.store(3, '+FLAGS', [:Deleted])
imap.expunge
left = imap.status('INBOX', ['MESSAGES'])['MESSAGES']
filed = imap.status(filing, ['MESSAGES'])['MESSAGES']

# IDLE hears of what another connection appends.
heard = 0
writer = Thread.new do
  sleep 0.3
  other = connect
  other.append('INBOX', text)
  other.logout
  other.disconnect
end
imap.idle(15) do |response|
  if response.is_a?(Net::IMAP::UntaggedResponse) && response.name == 'EXISTS'
    heard = response.data
    imap.idle_done
  end
end
writer.join
imap.logout
imap.disconnect
puts JSON.generate({ mailboxes:, subjects:, found:, flags:, fileOctets: file_octets, filed:, left:, heard: })
