"""An invented newsroom that shows the whole service without anybody's articles.

Out: JSON Lines as an importer reads them. Never here: real people, parties, outlets or news, and no network but
loopback.
"""
