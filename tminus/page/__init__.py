"""The static page: review by clicking, see what happens when it runs, and who catches what.

`gather` collects what is shown, `lanes` and `drawing` make timelines of runs, `render`
fills the templates. One file comes out, `index.html`, that needs nothing else.
"""
