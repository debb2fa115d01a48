"""Text: what the other rooms need to know about letters, languages, markup, addresses and dates.

In come strings that nobody has vouched for (titles, bodies, URLs, dates, names); out go strings, keys, aware UTC
datetimes and sanitised bodies. Every function takes any ``str``, lone surrogates and megabytes of nonsense included,
and answers in time that grows with its length. What never happens here: input or output, logging, a clock, a random
number. The one file read is the bundled language model, once, when ``language.identify`` is first called.
"""
