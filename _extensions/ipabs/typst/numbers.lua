-- What the template would otherwise have to ask the laid-out document for, as metadata: numbers of sections, the words
-- by which the text refers to sections and exhibits, how many entries the contents have. Each such question costs Typst
-- a round of layout.

local text_of = pandoc.utils.stringify

local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0') .. '"' end

local function dictionary(entries)
  return #entries > 0 and '(' .. table.concat(entries, ', ') .. ',)' or '(:)'
end

-- Header → its number and the words of a reference, as sections.lua has numbered them.
local function section(header, chapter)
  local number = header.attributes['zh-number']
  if header.classes:includes('unnumbered') then return nil, '附录“' .. text_of(header) .. '”' end
  if not number then return nil, nil end
  return number, '第' .. (header.level == 1 and number or chapter or '一') .. '节' .. (header.level == 1 and '' or number)
end

-- The bars of the cover come as one word of some thousand characters; pandoc's Typst writer takes the square of its length.
local COVER = { 'cover-marks', 'cover-ticks' }

local function cover(edition)
  for _, key in ipairs(COVER) do
    local text = edition[key] and text_of(edition[key]) or ''
    -- Nothing in it that the writer would escape.
    if text:find('^[%w.,;]+$') then edition[key] = pandoc.MetaInlines { pandoc.RawInline('typst', text) } end
  end
  return edition
end

local function Pandoc(doc)
  if doc.meta.edition then doc.meta.edition = cover(doc.meta.edition) end
  local numbers, words, counts, chapter, appendix = {}, {}, { fig = 0, tbl = 0, sections = 0 }, nil, nil
  local function see_header(header)
    if header.level > 2 then return nil end
    counts.sections = counts.sections + 1
    local number, reference = section(header, chapter)
    if header.level == 1 then
      chapter = number
      if not number then appendix = appendix or header.identifier end
    end
    if header.identifier == '' then return nil end
    if number then numbers[#numbers + 1] = quoted(header.identifier) .. ': ' .. quoted(number) end
    if reference then words[#words + 1] = quoted(header.identifier) .. ': ' .. quoted(reference) end
  end
  local function see_exhibit(div)
    local id = div.classes:includes('ipabs-exhibit') and div.attributes['for']
    local kind = id and id:match('^(%a+)%-')
    if not kind then return nil end
    counts[kind] = (counts[kind] or 0) + 1
    if div.attributes.words ~= '' then words[#words + 1] = quoted(id) .. ': ' .. quoted(div.attributes.words) end
  end
  doc.blocks:walk { Header = see_header, Div = see_exhibit }
  doc.meta['numbering'] = pandoc.MetaInlines { pandoc.RawInline('typst', table.concat({
    '(numbers: ' .. dictionary(numbers), 'words: ' .. dictionary(words), 'appendix: ' .. quoted(appendix or ''),
    'fig: ' .. counts.fig, 'tbl: ' .. counts.tbl, 'sections: ' .. counts.sections .. ')',
  }, ', ')) }
  return doc
end

return { { Pandoc = Pandoc } }
