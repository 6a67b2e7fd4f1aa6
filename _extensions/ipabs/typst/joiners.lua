-- Joiners where a line must not break: inside a number, between it and its unit, inside a range, before a mark that
-- would open a line. Done here, once, because a show rule would search all text again in every round of layout.
-- Headings, and what comes from metadata, are left to `keep` (words.typ): the joiner would show in the bookmarks.

local text_of = pandoc.utils.stringify

local function part(name)
  local resolve = quarto and quarto.utils and quarto.utils.resolve_path
  if resolve then return dofile(resolve(name)) end
  return dofile(pandoc.path.join { pandoc.path.directory(PANDOC_SCRIPT_FILE), name })
end

local phrases, texts = part('phrases.lua'), part('../shared/texts.lua')
local is_idle = phrases.is_idle

local function inline(text) return pandoc.RawInline('typst', text) end

local function put_plain(out, text)
  if is_idle(text) then
    out[#out + 1] = pandoc.Str(text)
    return
  end
  phrases.each(text, function(plain) out[#out + 1] = pandoc.Str(plain) end, function(held) out[#out + 1] = inline(held) end)
end

-- One raw piece, as pieces for each phrase would take pandoc longer. The writer must see what opens a line, where some
-- marks mean a list, and citeproc what stands beside a citation.
local function put_text(out, text, plain)
  if text == '' then return end
  local made = not plain and not text:find('^[-+=/]') and not text:find('^%d+[.)]') and phrases.typst(text)
  if made then out[#out + 1] = inline(made) else put_plain(out, text) end
end

-- The writer drops these: text goes on through them.
local function is_transparent(span)
  if span.identifier ~= '' or span.classes:includes('mark') or span.classes:includes('underline') then return false end
  for name in pairs(span.attributes) do
    if name == 'lang' or name:match('^typst:') then return false end
  end
  return true
end

local HOLDERS = { Strong = true, Emph = true, Link = true, Superscript = true, Subscript = true, Quoted = true,
  Span = true, SmallCaps = true, Strikeout = true, Underline = true }

local MARKUP = { Strong = true, Emph = true, Link = true, Cite = true }

local SPACE, BLANK = { t = 'Space' }, pandoc.Space()

-- A part of text that was handed over as such; its spans are transparent.
local function light(given)
  if given == ' ' then return SPACE end
  if type(given) == 'string' then return { t = 'Str', text = given } end
  return given.code and pandoc.Code(given.code) or { t = 'Str', text = given.text }
end

-- Inlines with those inside transparent spans in their place, and text that was handed over.
local function flattened(inlines, out)
  for _, el in ipairs(inlines) do
    local kind = el.t
    local parts = kind == 'RawInline' and texts.parts_of(el)
    if parts then
      for _, each in ipairs(parts) do out[#out + 1] = light(each) end
    elseif kind == 'Span' and is_transparent(el) then
      flattened(el.content, out)
    else
      out[#out + 1] = el
    end
  end
  return out
end

local function starts_in_han(el)
  local text = (el == SPACE or el.t == 'Str') and el.text or el ~= SPACE and text_of(el) or ''
  local first = utf8.codepoint(text .. ' ', 1)
  return first >= 0x4E00 and first <= 0x9FFF
end

-- A number in bold or in a link and its unit outside: phrases are looked for in one run of text only.
local function is_parted(el, kind, after)
  return (MARKUP[kind] or MARKUP[after.t]) and text_of(el):match('[%d%%]$') and starts_in_han(after)
end

local function joined(inlines, in_paragraph)
  local out, text, flat = {}, '', flattened(inlines, {})
  local cited = false -- right before the text
  for i, el in ipairs(flat) do
    local kind = el.t
    local after = in_paragraph and flat[i + 1]
    local parted = after and is_parted(el, kind, after) -- before what is inside is joined
    if kind == 'Str' then
      text = text .. el.text
    else
      put_text(out, text, cited or kind == 'Cite')
      text, cited = '', kind == 'Cite'
      if HOLDERS[kind] then el.content = joined(el.content, in_paragraph) end
      out[#out + 1] = el == SPACE and BLANK or el
    end
    if parted then
      put_text(out, text, cited)
      text, cited = '', false
      out[#out + 1] = inline('#wj;')
    end
  end
  put_text(out, text, cited)
  return out
end

-- Text of a paragraph, and whether any of it was handed over.
local function told(content)
  local words, any = {}, false
  for i, el in ipairs(content) do
    local kind = el.t
    local parts = kind == 'RawInline' and texts.parts_of(el)
    any = any or parts
    words[i] = parts and texts.text_of(parts) or kind == 'Str' and el.text or kind == 'RawInline' and '' or text_of(el)
  end
  return table.concat(words), any
end

local function Para(block)
  local content = block.content
  local text, any = told(content)
  if not is_idle(text) then
    block.content = joined(content, true)
  elseif any then
    block.content = texts.opened(content)
  else
    return nil
  end
  return block
end

-- Most of a table is Typst already; what is left of its text does not tell whether it may hold a phrase.
local function is_table(block)
  local first = block.content[1]
  return first and first.t == 'RawInline' and first.text:find('^#ipabs%-table%(')
end

local function Plain(block)
  if not is_table(block) and is_idle(text_of(block)) then return nil end
  block.content = joined(block.content, false)
  return block
end

return { { Para = Para, Plain = Plain } }
