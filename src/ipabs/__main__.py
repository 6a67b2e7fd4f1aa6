"""``python -m ipabs``"""

from ipabs.cli import main

main()
