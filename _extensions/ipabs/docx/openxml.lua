-- Pieces of WordprocessingML that pandoc's writer has no words for: fields, bookmarks, styles by name.

local function escape(text)
  return (text:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;'))
end

local function inline(text) return pandoc.RawInline('openxml', text) end
local function block(text) return pandoc.RawBlock('openxml', text) end

-- A run of text; `style` is the id of a character style.
local function run(text, style)
  -- Quotation marks and dashes belong to either script: the hint sets them in the Chinese font.
  local dress = (style and '<w:rStyle w:val="' .. style .. '"/>' or '')
    .. (text:find('[\128-\255]') and '<w:rFonts w:hint="eastAsia"/>' or '')
  if dress ~= '' then dress = '<w:rPr>' .. dress .. '</w:rPr>' end
  return '<w:r>' .. dress .. '<w:t xml:space="preserve">' .. escape(text) .. '</w:t></w:r>'
end

local function mark(kind, dress) return '<w:r>' .. dress .. '<w:fldChar w:fldCharType="' .. kind .. '"/></w:r>' end

-- A field with its result, so that it reads without being updated.
local function field(code, shown, style)
  local dress = style and '<w:rPr><w:rStyle w:val="' .. style .. '"/></w:rPr>' or ''
  return mark('begin', dress) .. '<w:r>' .. dress .. '<w:instrText xml:space="preserve"> ' .. escape(code)
    .. ' </w:instrText></w:r>' .. mark('separate', dress) .. run(shown, style) .. mark('end', dress)
end

-- Fields know bookmarks by letters, digits and underscores; an underscore in front hides them in Word's list.
local function bookmark_of(id) return '_Ref_' .. id:gsub('[^%w]', '_') end

local last = 10000 -- pandoc counts its own from 1

-- Start and end of a bookmark, as text.
local function bookmark(id)
  last = last + 1
  return '<w:bookmarkStart w:id="' .. last .. '" w:name="' .. bookmark_of(id) .. '"/>',
    '<w:bookmarkEnd w:id="' .. last .. '"/>'
end

-- Blocks in a paragraph style.
local function styled(style, blocks) return pandoc.Div(blocks, pandoc.Attr('', {}, { ['custom-style'] = style })) end

local function paragraph(style, inlines) return styled(style, { pandoc.Para(inlines) }) end

local function span(style, inlines) return pandoc.Span(inlines, pandoc.Attr('', {}, { ['custom-style'] = style })) end

-- Room before or after a table that no caption or source keeps apart; `more` goes into its properties.
local function gap(more)
  return block('<w:p><w:pPr>' .. (more or '') .. '<w:spacing w:line="120" w:lineRule="exact"/></w:pPr></w:p>')
end

return {
  escape = escape, inline = inline, block = block, run = run, field = field, bookmark = bookmark,
  bookmark_of = bookmark_of, styled = styled, gap = gap, paragraph = paragraph, span = span,
}
