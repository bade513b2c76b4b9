"""A workbook becomes a Form: the same file for Kobo or ODK and for a chat.

`loading.load` reads it, pyxform, which is the reference, says whether it is an XLSForm, and what pyxform
understood becomes a Form; each pass returns what it found wrong.

    loaded       what comes of it
    loading      the file, and those beside it
    reading      bounds; what an archive holds that is not read
    converting   all passes in their order
    refusals     what pyxform says, as problems
    named        the name that a form is known by
    rows         which row of the sheet a question came from
    languages    «label::العربية (ar)» → a language
    fields       questions and groups
    attached     rows of CSV, GeoJSON and XML that ship with a form
    media        pictures and sounds that ship with it
    markup       Markdown and HTML, taken out of what is shown
    nameless     what a form without names does not ask
    own          our columns of the sheet settings
    expressions  they compile, name what there is, and form no circle
    costs        they can be waited for
    harm         words that may not be asked
"""
