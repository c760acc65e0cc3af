"""Python's imaplib works through a mailbox and prints what it saw, as libraries.interop.ts expects it."""
import base64, email, email.header, imaplib, json, os, re, ssl, time

context = ssl.create_default_context(cafile=os.environ['IMAP_CA'])
imap = imaplib.IMAP4_SSL('localhost', int(os.environ['IMAP_PORT']), ssl_context=context)
imap.login(os.environ['IMAP_USER'], os.environ['IMAP_PASSWORD'])


def checked(answer):
    status, data = answer
    assert status == 'OK', answer
    return data


filing = '"Ablage/Gr&APYA3w-e"'  # Ablage/Größe in modified UTF-7
checked(imap.create(filing))
checked(imap.subscribe(filing))


def decoded(name):
    return re.sub('&([^-]*)-', lambda m: base64.b64decode(m[1].replace(',', '/') + '===').decode('utf-16be') or '&', name)


mailboxes = [decoded(re.search(r' "?([^"]*)"?$', line.decode())[1]) for line in checked(imap.list())]
checked(imap.select('INBOX'))
subjects = []
for piece in checked(imap.fetch('1:*', '(UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])')):
    if isinstance(piece, tuple):
        words = email.header.decode_header(email.message_from_bytes(piece[1])['Subject'])
        subjects.append(''.join(text.decode(charset or 'ascii') for text, charset in words))
imap.literal = 'gebührenbescheid'.encode()
found = [int(uid) for uid in checked(imap.uid('SEARCH', 'CHARSET', 'UTF-8', 'BODY'))[0].split()]
checked(imap.store('1', '+FLAGS', r'(\Flagged $Wichtig)'))
checked(imap.store('1', '-FLAGS', r'(\Seen)'))
flags = [flag.decode() for flag in imaplib.ParseFlags(checked(imap.fetch('1', '(FLAGS)'))[0])]
whole = email.message_from_bytes(checked(imap.fetch('2', '(RFC822)'))[0][1])
file_octets = len([part for part in whole.walk() if part.get_filename()][0].get_payload(decode=True))

appended = checked(imap.fetch('1', '(BODY.PEEK[])'))[0][1]
checked(imap.append(filing, r'(\Seen)', imaplib.Time2Internaldate(time.time()), appended))
checked(imap.copy('2', filing))
checked(imap._simple_command('MOVE', '3', filing))
checked(imap.store('3', '+FLAGS', r'\Deleted'))
checked(imap.expunge())
left = int(checked(imap.status('INBOX', '(MESSAGES)'))[0].split()[-1].rstrip(b')'))
filed = int(re.search(rb'MESSAGES (\d+)', checked(imap.status(filing, '(MESSAGES UIDNEXT)'))[0])[1])
checked(imap.close())
imap.logout()
print(json.dumps(dict(mailboxes=mailboxes, subjects=subjects, found=found, flags=flags, fileOctets=file_octets,
                      filed=filed, left=left, heard=-1)))
