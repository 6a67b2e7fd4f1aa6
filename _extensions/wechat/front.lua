-- What stands before the text and after it: title, notice, summary, headline figures; notes and disclaimer's publisher.

local stringify = pandoc.utils.stringify
local style, html

local function words(value) return value ~= nil and stringify(value) or '' end

local function text(tag, name, content, more) return html.line(tag, name, { pandoc.Str(content) }, more) end

local function figure(entry)
  if not entry then return '<td style="border:0;"></td>' end
  local function row(size, content) return '<section style="' .. style.css(size) .. '">' .. content .. '</section>' end
  return '<td style="' .. style.css('width:50%;padding:10px 6px;border:0;border-top:1px solid {hair};vertical-align:top;') .. '">'
    .. row('font-size:12px;line-height:1.5;color:{ink2};', html.escape(words(entry.label)))
    .. row('font-size:24px;line-height:1.4;font-weight:bold;color:{brand};', html.escape(words(entry.number))
      .. '<span style="font-size:13px;">' .. html.escape(words(entry.unit)) .. '</span>')
    .. row('font-size:12px;line-height:1.5;color:{ink2};', html.escape(words(entry.comparison))) .. '</td>'
end

-- Two to a row, as a phone is narrow.
local function headlines(list)
  if not list or #list == 0 then return nil end
  local rows = {}
  for index = 1, #list, 2 do rows[#rows + 1] = '<tr>' .. figure(list[index]) .. figure(list[index + 1]) .. '</tr>' end
  return html.block('<table style="width:100%;margin:0 0 16px;border-collapse:collapse;table-layout:fixed;"><tbody>'
    .. table.concat(rows) .. '</tbody></table>')
end

local function put(doc)
  local edition, look = doc.meta.edition or {}, doc.meta.look or {}
  local title = words(look.title) ~= '' and words(look.title) or words(doc.meta.title)
  doc.meta.title = words(edition.title) .. '：' .. title
  local page = pandoc.Blocks {}
  page:insert(text('p', 'period', words(edition.title)))
  page:insert(text('p', 'title', title))
  local editors = pandoc.List {}
  for _, name in ipairs(look.editors or {}) do editors:insert(words(name)) end
  page:insert(text('p', 'by', words(look.institution) .. '　数据截至' .. words(edition['cut-off'])
    .. (#editors > 0 and '　编辑：' .. table.concat(editors, '、') or '')))
  if edition.reconstructed == true then
    page:extend(html.section('notice', {
      text('p', 'noticetitle', '▲ 本期台账含重构样本'),
      text('p', 'p', '单个产品的数值由公开合计反推，请勿作个案引用。数据依据见文末“关于本期数据”。', 'margin:0 0 8px;'),
    }))
  end
  if words(edition.summary) ~= '' then page:insert(text('p', 'summary', words(edition.summary))) end
  page:insert(headlines(edition.headline))
  page:extend(doc.blocks)
  page:extend(html.notes())
  doc.blocks = html.section('page', page)
  return doc
end

return { put = put, use = function(one, other) style, html = one, other end }
