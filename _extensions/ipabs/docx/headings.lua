-- Headings, numbered by Word as the look numbers them, and references as fields to bookmarks.

local stringify = pandoc.utils.stringify
local xml

-- In the order of the text: id, level, number (nil in appendices), title, chapter (id of the level above).
local found, by_id = pandoc.List {}, {}

local function collect(doc)
  local chapter
  doc.blocks:walk {
    Header = function(el)
      if el.level > 2 then return nil end
      if el.level == 1 then chapter = el.identifier end
      local entry = {
        id = el.identifier, level = el.level, number = el.attributes['zh-number'], title = stringify(el),
        chapter = chapter, appendix = el.classes:includes('unnumbered'),
      }
      found:insert(entry)
      by_id[entry.id] = entry
    end,
  }
  return doc, found
end

local function header(el)
  local start, stop = xml.bookmark(el.identifier)
  el.content:insert(1, xml.inline(start))
  el.content:insert(xml.inline(stop))
  el.attributes['zh-number'] = nil
  if not el.classes:includes('unnumbered') or el.level > 2 then return el end
  local style = el.level == 1 and 'Appendix Heading' or 'Appendix Heading 2'
  local made = xml.paragraph(style, el.content)
  made.identifier = el.identifier
  return made
end

-- 第三节（一）: two fields, as Word counts the levels apart; 附录“…”: the heading's own words; 图 3: caption's number.
local function reference(id, shown)
  local name, entry = xml.bookmark_of(id), by_id[id]
  if not entry then return xml.field('REF ' .. name .. ' \\h', shown) end
  if entry.appendix then
    return xml.run('附录“') .. xml.field('REF ' .. name .. ' \\h', entry.title) .. xml.run('”')
  end
  local chapter = by_id[entry.chapter]
  local text = xml.run('第') .. xml.field('REF ' .. xml.bookmark_of(chapter.id) .. ' \\n \\h', chapter.number) .. xml.run('节')
  if entry.level == 1 then return text end
  return text .. xml.field('REF ' .. name .. ' \\n \\h', entry.number)
end

local function link(el)
  local id = el.target:match('^#(%a+%-.+)$')
  if id and el.classes:includes('quarto-xref') then return xml.inline(reference(id, stringify(el))) end
end

return {
  collect = collect, header = header, link = link, reference = reference, use = function(given) xml = given end,
}
