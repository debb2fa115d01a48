"""Invented WordPress exports, piece by piece, in the shape of wp-admin/includes/export.php."""

from __future__ import annotations

from html import escape

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/{v}/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/{v}/"'
)
SITE = "https://post.example"


def export(*parts: str, version: str = "1.2") -> bytes:
    """A whole file: the channel with these records and items."""
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n'
        f'<rss version="2.0" {NAMESPACES.format(v=version)}>\n<channel>\n<title>بريد البساتين</title>\n'
        f"<link>{SITE}</link>\n<wp:wxr_version>{version}</wp:wxr_version>\n<wp:base_site_url>{SITE}</wp:base_site_url>\n"
        + "\n".join(parts)
        + "\n</channel>\n</rss>\n"
    ).encode()


def cdata(text: str) -> str:
    """As WordPress writes it (wxr_cdata)."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def author(login: str, name: str) -> str:
    return (
        f"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(login + '@secret.example')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>"
    )


def category(slug: str, name: str, parent: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>1</wp:term_id><wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
        f"<wp:category_parent>{cdata(parent)}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>"
    )


def label(domain: str, slug: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>'


def meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta>\n<wp:meta_key>{cdata(key)}</wp:meta_key>\n<wp:meta_value>{cdata(value)}</wp:meta_value>\n"
        "</wp:postmeta>"
    )


def comment() -> str:
    return (
        "<wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>قارئ</wp:comment_author>"
        "<wp:comment_author_email>reader@secret.example</wp:comment_author_email>"
        "<wp:comment_author_IP>192.0.2.77</wp:comment_author_IP><wp:comment_content>رأي سري</wp:comment_content>"
        "<wp:commentmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>666</wp:meta_value></wp:commentmeta>"
        "</wp:comment>"
    )


def item(id: int, *more: str, text: str = "نص الخبر.", excerpt: str = "", **fields: str) -> str:
    """A published post; ``fields`` by their names without prefix (``post_type``, ``creator`` ...), ``more`` is XML."""
    values = {
        "title": f"خبر {id}",
        "link": f"{SITE}/محليات/خبر-{id}",
        "pubDate": "Thu, 30 May 2024 15:00:00 +0000",
        "creator": "noor",
        "guid": f"{SITE}/?p={id}",
        "post_date": "2024-05-30 18:00:00",
        "post_date_gmt": "2024-05-30 15:00:00",
        "post_modified": "2024-05-30 19:30:00",
        "post_modified_gmt": "2024-05-30 16:30:00",
        "status": "publish",
        "post_parent": "0",
        "menu_order": "0",
        "post_type": "post",
        "post_password": "",
    } | fields
    rss = ("title", "link", "pubDate")
    own = "".join(
        f"<wp:{name}>{cdata(value)}</wp:{name}>\n"
        for name, value in values.items()
        if name not in (*rss, "creator", "guid")
    )
    return (
        "<item>\n"
        + "".join(f"<{name}>{escape(values[name])}</{name}>\n" for name in rss)
        + f"<dc:creator>{cdata(values['creator'])}</dc:creator>\n"
        + f'<guid isPermaLink="false">{escape(values["guid"])}</guid>\n<description></description>\n'
        + f"<content:encoded>{cdata(text)}</content:encoded>\n<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>\n"
        + f"<wp:post_id>{id}</wp:post_id>\n{own}"
        + "\n".join(more)
        + "</item>"
    )


def attachment(id: int, *more: str, width: int = 1200, height: int = 800, alt: str = "", **fields: str) -> str:
    """A picture of the media library, with the metadata that WordPress keeps."""
    sizes = 's:5:"sizes";a:1:{s:9:"thumbnail";a:2:{s:5:"width";i:150;s:6:"height";i:150;}}'
    about = f'a:3:{{{sizes}s:5:"width";i:{width};s:6:"height";i:{height};}}'
    url = f"<wp:attachment_url>{SITE}/{id}.jpg</wp:attachment_url>"
    metas = (url, meta("_wp_attachment_metadata", about), meta("_wp_attachment_image_alt", alt))
    return item(id, *metas, *more, post_type="attachment", status="inherit", text="", **fields)
