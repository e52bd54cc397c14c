"""How often one visitor may do within an hour what costs room or post. Counted where log-in limits are: in the cache.

What an association promises is in its policy; this only keeps a machine from filling the house.
"""

import hashlib
import hmac
import ipaddress
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

HOUR = 3600


def address_of(request: HttpRequest) -> str:
    """Where a visitor comes from, as the log-in limits see it; of IPv6 the network, because a home has all of that."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def spend(action: str, who: str, *, most: int, now: datetime, within: int = HOUR) -> bool:
    """Count one more of `action` for `who` in this clock hour; False when `most` were counted already.

    `within` is another stretch, in seconds, such as 60 for this minute.

    Two at the very same moment may count as one, and a full cache forgets the oldest: good enough for a limit.
    """
    key = _key(action, who, now, within)
    counted = int(cache.get(key, 0))
    if counted >= most:
        return False
    cache.set(key, counted + 1, timeout=within)
    return True


def minutes_left(now: datetime) -> int:
    """After how many whole minutes the count starts again: 1..60."""
    return 60 - int(now.timestamp()) % HOUR // 60


def _key(action: str, who: str, now: datetime, within: int) -> str:
    """Sealed with the secret of the installation, so that the cache keeps nobody's address."""
    content = f"{action}:{who}:{int(now.timestamp()) // within}"
    return "limit:" + hmac.new(settings.SECRET_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()[:32]
