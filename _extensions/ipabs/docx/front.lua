-- What stands before the text: period and publisher, summary, headline figures, notice, contents.

local stringify = pandoc.utils.stringify
local xml

local function words(value) return value ~= nil and stringify(value) or '' end

local function cell(width, style, text, unit)
  local shown = unit and unit ~= '' and xml.run(text) .. '<w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>' .. xml.escape(unit) .. '</w:t></w:r>'
    or xml.run(text)
  return '<w:tc><w:tcPr><w:tcW w:w="' .. width .. '" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="' .. style
    .. '"/></w:pPr>' .. shown .. '</w:p></w:tc>'
end

-- The headline figures as a table of three rows: what, how much, compared.
local function headlines(list)
  if not list or #list == 0 then return nil end
  local width, rows, grid = 9740 // #list, { '', '', '' }, ''
  for _, entry in ipairs(list) do
    grid = grid .. '<w:gridCol w:w="' .. width .. '"/>'
    rows[1] = rows[1] .. cell(width, 'HeadlineLabel', words(entry.label))
    rows[2] = rows[2] .. cell(width, 'HeadlineFigure', words(entry.number), words(entry.unit))
    rows[3] = rows[3] .. cell(width, 'HeadlineLabel', words(entry.comparison))
  end
  local parts = {}
  for index, row in ipairs(rows) do parts[index] = '<w:tr><w:trPr><w:cantSplit/></w:trPr>' .. row .. '</w:tr>' end
  return xml.block('<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="' .. width * #list
    .. '" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
    .. ' w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="主要数字"/></w:tblPr><w:tblGrid>' .. grid .. '</w:tblGrid>'
    .. table.concat(parts) .. '</w:tbl>')
end

local function entry_of(heading)
  local number = heading.number or '附录'
  local text = xml.run(number)
  if heading.level == 1 then text = text .. '<w:r><w:tab/></w:r>' end
  if heading.level == 2 and not heading.number then text = '' end
  return '<w:hyperlink w:anchor="' .. xml.bookmark_of(heading.id) .. '" w:history="1">' .. text .. xml.run(heading.title)
    .. '</w:hyperlink>'
end

-- The contents as Word would write them, but without page numbers, which are not known before Word has laid out
-- the pages: \n leaves them out, so that updating the field changes nothing.
local function contents(headings)
  local parts = {
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>',
    '<w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr>' .. xml.run('目录') .. '</w:p>',
  }
  for index, heading in ipairs(headings) do
    local before = index > 1 and '' or '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o &quot;1-2&quot;'
      .. ' \\n \\h \\z \\t &quot;Appendix Heading,1&quot; </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    local after = index < #headings and '' or '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    parts[#parts + 1] = '<w:p><w:pPr><w:pStyle w:val="TOC' .. heading.level .. '"/></w:pPr>' .. before .. entry_of(heading)
      .. after .. '</w:p>'
  end
  parts[#parts + 1] = '</w:sdtContent></w:sdt>'
  return xml.block(table.concat(parts))
end

local function put(doc, headings)
  local edition, look = doc.meta.edition or {}, doc.meta.look or {}
  if look.light then xml.hair = words(look.light.hair) end
  if words(look.title) ~= '' then doc.meta.title = words(look.title) end
  -- What Word calls the language; pandoc's zh-Hans it does not know.
  doc.meta.lang = 'zh-CN'
  -- Given, so that pandoc looks for no translation, which it has for zh-Hans only.
  doc.meta['abstract-title'] = '摘要'
  local publisher = (words(look.institution) .. ' ' .. words(look.department)):match('^%s*(.-)%s*$')
  if words(edition.title) ~= '' then doc.meta.subtitle = words(edition.title) end
  if publisher ~= '' then doc.meta.author = pandoc.MetaList { publisher } end
  if words(edition['cut-off']) ~= '' then doc.meta.date = '数据截至' .. words(edition['cut-off']) end

  local out = pandoc.Blocks {}
  if look.logo then
    local image = pandoc.Image({ pandoc.Str(words(look.logo.alternative)) }, '../pictures/docx/logo.png', '', pandoc.Attr('', {}, { height = '26pt' }))
    out:insert(xml.paragraph('Headline Label', { image }))
  end
  if look.editors then
    local names = pandoc.List {}
    for _, name in ipairs(look.editors) do names:insert(words(name)) end
    out:insert(xml.paragraph('Headline Label', { pandoc.Str('编辑：' .. table.concat(names, '、')) }))
  end
  if words(edition.summary) ~= '' then out:insert(xml.paragraph('Summary', { pandoc.Str(words(edition.summary)) })) end
  out:insert(headlines(edition.headline))
  if edition.reconstructed == true then
    local told = pandoc.Inlines { pandoc.Str('单个产品的数值由公开合计反推，请勿作个案引用。数据依据见') }
    told:extend { pandoc.Link('', '#sec-data', '', { class = 'quarto-xref' }), pandoc.Str('。') }
    out:extend { xml.paragraph('Notice Title', { pandoc.Str('▲ 本期台账含重构样本') }), xml.paragraph('Notice', told) }
  end
  if #headings > 0 then out:insert(contents(headings)) end
  if #out > 0 then
    -- The text opens a page of its own.
    out:insert(xml.block('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'))
  end
  doc.blocks = out .. doc.blocks
  return doc
end

return { put = put, use = function(given) xml = given end }
