"""The commands about messages to the Groeipakket (G-1)."""

from __future__ import annotations

import ssl
from pathlib import Path

import click
from flask.cli import AppGroup

from app.command_line import command_session
from app.integrations.groeipakket.demo_receiver import DemoReceiver, judge_by_number
from app.integrations.groeipakket.receiving_server import ReceivingServer
from app.presentation import today_in_brussels
from app.services.groeipakket.comparing import verify_groeipakket

FAILED_CHECK = 1
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
groeipakket = AppGroup("groeipakket", help="De berichten aan het Groeipakket.")


@groeipakket.command("verify", help="Vergelijkt wat het Groeipakket weet met de dossiers.")
def verify_command() -> None:
    """Notes every difference, for the list of the agency; exit status 1 when there are any."""
    with command_session() as session:
        different = verify_groeipakket(session, today=today_in_brussels())
    if different:
        click.echo(f"{different} schakelingen verschillen. Ze staan op de pagina Groeipakket.", err=True)
        raise SystemExit(FAILED_CHECK)
    click.echo("Het Groeipakket weet wat in de dossiers staat.")


@groeipakket.command("receive", help="Speelt het Groeipakket, om een verbinding te proberen.")
@click.option("--port", type=int, default=8443, help="De poort op deze machine.")
@click.option(
    "--certificate", type=EXISTING, required=True, help="Het certificaat van de ontvanger met zijn sleutel (PEM)."
)
@click.option("--authority", type=EXISTING, required=True, help="Wie het certificaat van Binc uitgaf (PEM).")
def receive_command(port: int, certificate: Path, authority: Path) -> None:
    """Receives messages until it is stopped, refuses a few people, and forgets everything then."""
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority))
    trust.load_cert_chain(certificate)
    trust.verify_mode = ssl.CERT_REQUIRED
    server = ReceivingServer(DemoReceiver(judge_by_number), trust=trust, address=("127.0.0.1", port))
    click.echo(f"Luistert op {server.url}; stop met Ctrl-C.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo(f"{len(server.receiver.received)} berichten ontvangen.")
    finally:
        server.server_close()
