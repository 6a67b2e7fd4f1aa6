-- Chinese numbers of sections: 一 and （一） as the attribute `zh-number` of each header, and references to sections in
-- words: [@sec-issuance] and links to #sec-issuance become 第三节（一）, an appendix 附录“关于本期数据”.

local DIGITS = { '一', '二', '三', '四', '五', '六', '七', '八', '九' }

local function chinese(n)
  if n < 10 then return DIGITS[n] end
  local tens, ones = n // 10, n % 10
  return (tens > 1 and DIGITS[tens] or '') .. '十' .. (ones > 0 and DIGITS[ones] or '')
end

local function unnumbered(header)
  return header.classes:includes('appendix') or header.classes:includes('unnumbered')
end

-- Number the headers of the document in order; returns identifier → words.
local function number(doc)
  local words, counts, appendix = {}, { 0, 0 }, false
  local function visit(header)
    local level, title = header.level, pandoc.utils.stringify(header)
    if level == 1 then appendix = unnumbered(header) end
    if appendix or unnumbered(header) then
      if not header.classes:includes('unnumbered') then header.classes:insert('unnumbered') end
      words[header.identifier] = '附录“' .. title .. '”'
    elseif level <= 2 then
      counts[level] = counts[level] + 1
      if level == 1 then counts[2] = 0 end
      local shown = chinese(counts[level])
      header.attributes['zh-number'] = level == 1 and shown or '（' .. shown .. '）'
      words[header.identifier] = '第' .. chinese(math.max(counts[1], 1)) .. '节'
        .. (level == 2 and '（' .. shown .. '）' or '')
    end
    return header
  end
  doc = doc:walk { Header = visit }
  return doc, words
end

local function rewrite(doc, words)
  local function link(id)
    return pandoc.Link({ pandoc.Str(words[id]) }, '#' .. id, '', { class = 'quarto-xref' })
  end
  return doc:walk {
    Cite = function(cite)
      for _, citation in ipairs(cite.citations) do
        if not words[citation.id] then return nil end
      end
      local out = pandoc.Inlines {}
      for i, citation in ipairs(cite.citations) do
        if i > 1 then out:insert(pandoc.Str('、')) end
        out:insert(link(citation.id))
      end
      return out
    end,
    Link = function(el)
      local id = el.target:match('^#(sec%-.+)$')
      if id and words[id] and (el.classes:includes('quarto-xref') or #el.content == 0) then return link(id) end
    end,
  }
end

return {
  {
    Pandoc = function(doc)
      local numbered, words = number(doc)
      return rewrite(numbered, words)
    end,
  },
}
