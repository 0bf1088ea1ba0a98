"""One run of a pair, room by room; nothing here is imported by hosts.

``running`` is the whole course, from the cursors to the report. It reads what changed (``scanning``), finds out which
records belong together (``joining``, ``candidates``), and works through the units batch by batch (``working``): decide
(``deciding``), announce (``journal``), write (``writing``, ``duplicates``), or show what would be done
(``previewing``). A unit of work is in ``units`` and its journal entries in ``entries``; ``fetching`` reads records,
``context`` is what the run carries along, and ``trouble`` says what an error means for the rest of it.
"""
