"""Extensions by which a computer runs a file (O-2)."""

from __future__ import annotations

_WINDOWS = """
    ade adp app appref-ms application asp aspx bas bat cer chm cmd cnt com cpl crt csh der diagcab dll exe fxp
    gadget grp hlp hpj hta inf ins isp its jar jnlp js jse jsp lnk msc msh msi msp mst ocx osd pcd pif prf prg
    printerexport ps1 ps1xml ps2 psc1 psd1 psm1 rdp reg scf scr sct settingcontent-ms shb shs sys theme url vb
    vbe vbp vbs vsmacros website ws wsc wsf wsh xbap library-ms search-ms
"""
_OFFICE = "iqy maf mag mam maq mar mas mat mau mav maw mcf mda mdb mde mdt mdw mdz ops pst slk xll xnk"
_BROWSER = "htc htm html mht mhtml svg xht xhtml"
_ELSEWHERE = "desktop dmg iso ksh php pkg pl plg py pyc pyw rb sh vhd vhdx"

PROGRAM_EXTENSIONS = frozenset(" ".join((_WINDOWS, _OFFICE, _BROWSER, _ELSEWHERE)).split())
"""What Windows, Office, a browser or a shell runs or imports: a text with such a name is a program."""
