"""The invented domains' name server: what it was told, and nothing else."""

import asyncio

import dns.asyncquery
import dns.message
import dns.rcode

from northwind.installation import Installation
from northwind.mailroom import Mailroom
from northwind.names import NameServer, answered


def test_it_says_what_it_was_told_in_pieces_that_fit() -> None:
    told = {"kefu._domainkey.mail.example": ["v=DKIM1; p=" + "A" * 400]}
    answer = answered(dns.message.make_query("Kefu._domainkey.mail.example", "TXT"), told)
    (record,) = answer.answer[0]
    assert b"".join(record.strings).decode() == told["kefu._domainkey.mail.example"][0]


def test_of_other_names_and_kinds_it_knows_nothing() -> None:
    told = {"mail.example": ["hello"]}
    assert answered(dns.message.make_query("bank.example", "TXT"), told).rcode() == dns.rcode.NXDOMAIN
    answer = answered(dns.message.make_query("mail.example", "A"), told)
    assert (answer.rcode(), answer.answer) == (dns.rcode.NOERROR, [])


def test_every_mail_of_both_domains_is_said_to_be_signed(installation: Installation) -> None:
    installation.data.mkdir()
    room = Mailroom(installation, owner="chen.wei@mail.example")
    assert {"_dmarc.mail.example", "_dmarc.northwind.example", "kefu._domainkey.mail.example"} == set(room.names())
    (installation.data / "mail_record").write_text("v=DKIM1; p=AAAA")
    assert room.names()["kefu._domainkey.northwind.example"] == ["v=DKIM1; p=AAAA"]
    assert oct((installation.data / "mail_key.pem").stat().st_mode)[-3:] == "600"


def test_it_answers_over_the_wire_and_takes_no_harm_from_what_is_no_question(installation: Installation) -> None:
    async def asked() -> dns.message.Message:
        port = installation.names_port
        open_one = await NameServer(lambda: {"mail.example": ["v=spf1 -all"]}).open(port)
        loop = asyncio.get_running_loop()
        noise, _ = await loop.create_datagram_endpoint(asyncio.DatagramProtocol, remote_addr=("127.0.0.1", port))
        noise.sendto(b"noise")
        try:
            return await dns.asyncquery.udp(
                dns.message.make_query("mail.example", "TXT"), "127.0.0.1", timeout=5, port=port
            )
        finally:
            noise.close()
            open_one.close()

    assert "v=spf1 -all" in asyncio.run(asked()).answer[0].to_text()
