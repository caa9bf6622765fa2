"""Makes the golden templates: small ones for every statement, filter, test and method, chats in the
manner of the well-known families, and what has to be refused; each with what Jinja2 renders in the
environment that Transformers sets up.

    python3 tools/golden/make_templates.py \
        policy/src/test/resources/dev/rondo/policy/text/jinja/templates.jsonl

Made with Python 3.11.7 and Jinja2 3.1.6; the environment is that of Transformers 4.57.1
(_compile_jinja_template). One JSON object a line: template, variables, and either text or error.
"""

import json
import sys
import warnings

import jinja2
import jinja2.ext
from jinja2.sandbox import ImmutableSandboxedEnvironment

warnings.simplefilter("ignore")


class Generation(jinja2.ext.Extension):
    """Transformers' generation block, when no mask is asked for."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        call = self.call_method("_support")
        return jinja2.nodes.CallBlock(call, [], [], body).set_lineno(line)

    @jinja2.pass_eval_context
    def _support(self, context, caller):
        return caller()


def environment():
    def raise_exception(message):
        raise jinja2.exceptions.TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(
            x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys
        )

    result = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    result.filters["tojson"] = tojson
    result.globals["raise_exception"] = raise_exception
    return result


USER = {"role": "user", "content": " What's 1+1? \n"}
SYSTEM = {"role": "system", "content": "Be kind."}
ASSISTANT = {"role": "assistant", "content": "<think>\nhm\n</think>\n\n2"}
VARIABLES = {
    "messages": [SYSTEM, USER, ASSISTANT],
    "add_generation_prompt": True,
    "bos_token": "<s>",
    "eos_token": "</s>",
    "tools": None,
    "x": 5,
    "f": 1.25,
    "s": "a,b,,c",
    "l": [3, 1, 2],
    "e": [],
    "u": "h\u00e9llo w\u00f6rld \U0001f600",
    "d": {"b": 1, "a": [1, "q'", None, True, 1.5]},
}

SMALL = r"""
{{ messages }}|{{ d }}|{{ l }}|{{ x/2 }}|{{ x//2 }}|{{ -x//2 }}|{{ x%3 }}|{{ -x%3 }}|{{ 2**10 }}
{{ not x == 5 }}|{{ not x is defined }}|{{ not 'a' in s }}|{{ x is not none }}
{% for m in messages if m.role != 'system' %}{{ loop.index }}{{ m.role }}{{ loop.last }}{{ loop.length }};{% else %}none{% endfor %}
{% for m in e %}x{% else %}none{% endfor %}
{{ s.split(',') }}{{ s.split(',',1) }}{{ s.rsplit(',',1) }}{{ ' a  b '.split() }}{{ ' a  b c '.split(None,1) }}
{{ u|length }}{{ u[0] }}{{ u[-1] }}{{ u[::-1] }}{{ u|upper }}{{ u|title if false else 1 }}
{% set ns = namespace(a=1, b='x') %}{% for i in range(3) %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}{{ ns }}
{% macro f(a, b=2) %}{{ a }}-{{ b }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ f(1) }}{{ f(1,3,4,z=2) }}{{ f }}
{% macro g() %}[{{ caller() }}]{% endmacro %}{% call g() %}hi{{ x }}{% endcall %}
{{ d|tojson }}{{ d|tojson(indent=2) }}{{ u|tojson }}{{ u|tojson(ensure_ascii=true) }}{{ l|tojson(indent=0) }}{{ {}|tojson(indent=4) }}
{{ l|sort }}{{ l|sort(reverse=true) }}{{ l|max }}{{ l|sum }}{{ l|first }}{{ l|last }}{{ l|join('-') }}{{ l|reverse|list }}
{{ messages|map(attribute='role')|list }}{{ messages|selectattr('role','equalto','user')|map(attribute='content')|first }}
{{ messages|rejectattr('role','==','user')|list|length }}{{ l|select('odd')|list }}{{ l|reject('gt',1)|list }}
{% raw %}{{ x }}{% endraw %}
{{ f }}{{ 1e16 }}{{ 1e15 }}{{ 0.1+0.2 }}{{ 1e-5 }}{{ 1/3 }}{{ 100000.0*1000 }}{{ 5.684341886080802e-14 }}
{{ undefinedvar }}{{ undefinedvar is defined }}{{ d.nope }}{{ d.nope is none }}{{ undefinedvar|default('q') }}{{ ''|default('z', true) }}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}{{ d.keys() }}{{ d.items() }}{{ d|items|list }}{{ d|dictsort }}
{{ 'abc' 'def' }}{{ "a\nb\x41\u00e9\t" }}{{ 'it\'s' }}{{ ["it's", 'q"', "b'\"", "\n\t\\é\x00\u200b"] }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}{% set c %}blk{{ a }}{% endset %}{{ c }}{% set c | upper %}blk{% endset %}{{ c }}
{% with q = 3, r = x %}{{ q }}{{ r }}{% endwith %}{{ q }}
{% filter upper %}abc{{ x }}{% endfilter %}
{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 5 %}{% break %}{% endif %}{{ i }}{% endfor %}
{% generation %}abc{{ x }}{% endgeneration %}
{{ 1 if x > 3 else 2 }}{{ 1 if false }}{{ x ~ s ~ none ~ true }}{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}
{{ '%s-%d' % ('a', 3) }}{{ '%s'|format(3) }}{{ 'x{}y{}'.format(1, 'b') }}
{{ -1|abs }}{{ 'a' 'b'|upper }}{{ 2 ** 3 ** 2 }}{{ (1,2) }}{{ (1,) }}{{ () }}{{ {1:2,'a':none} }}
{{ l[1:] }}{{ l[::-1] }}{{ l[:-1] }}{{ l[-2:] }}{{ s[2:4] }}{{ s[::2] }}{{ l[5] }}{{ l[-5:2:1] }}
{% set q = 1 %}{% for i in l %}{{ q }}{% set q = i %}{{ q }}{% endfor %}{{ q }}
{% for i in l %}{{ bos_token }}{% endfor %}{% set bos_token = 'z' %}{{ bos_token }}
{% if false %}{% set bos_token = 'z' %}{% endif %}{{ bos_token }}
{{ 'Hello World'.swapcase is defined }}
{{ messages[0].content.strip().upper().replace('E','3').title() }}
{{ 42.55|round }}{{ 42.55|round(1,'floor') }}{{ 2.5|round }}{{ 7|round }}{{ '42.9'|int }}{{ 'x'|int }}{{ 'x'|int(default=7) }}{{ '1.5'|float }}
{{ [1,[2,3]] == [1,[2,3]] }}{{ {'a':1} == {'a':1.0} }}{{ true == 1 }}{{ 1 in [true] }}{{ none == none }}
{{ 'abc' is string }}{{ l is iterable }}{{ l is sequence }}{{ d is mapping }}{{ x is number }}{{ x is integer }}{{ true is integer }}{{ f is float }}
{{ x is divisibleby 5 }}{{ x is odd }}{{ x is even }}{{ 'a' is in s }}{{ x is eq 5 }}{{ x is sameas 5 if false else 0 }}{{ raise_exception is callable }}{{ 'upper' is filter }}{{ 'odd' is test }}
{% for i in [1,[2,[3]]] recursive %}{% if i is iterable %}({{ loop(i) }}){% else %}{{ i }}@{{ loop.depth }}{% endif %}{% endfor %}
{{ l|batch(2)|list }}{{ l|batch(2,'x')|list }}{{ l|slice(2)|list }}{{ l|slice(2,0)|list }}{{ [1,1,2]|unique|list }}{{ messages|groupby('role')|list|length }}
{% for g in messages|groupby('role') %}{{ g.grouper }}{{ g.list|length }}{{ g[0] }}{% endfor %}
{{ "a\nb\n\nc"|indent }}{{ "a\nb\n\nc"|indent(2, true, true) }}{{ "a\nb"|indent('>') }}
{{ 'a b c d e f g'|truncate(9) }}{{ 'one two'|wordcount }}{{ 'x'|center(7) }}|{{ 'ab'.center(5,'*') }}{{ 'ab'.ljust(4,'.') }}{{ '-5'.zfill(4) }}
{% set j = joiner('|') %}{{ j() }}a{{ j() }}b{{ j() }}c{% set cy = cycler(1,2) %}{{ cy.next() }}{{ cy.next() }}{{ cy.next() }}{{ cy.current }}
{{ '<a href="x">\'&'|e }}{{ '<b>'|safe }}{{ '<b>'|safe|string }}{{ ('<b>'|safe) ~ 'x' }}
{{ 'a,b'.partition(',') }}{{ 'ab'.find('b') }}{{ 'ab'.index('b') }}{{ 'aXbX'.count('X') }}{{ 'abc'.removeprefix('a').removesuffix('c') }}{{ 'a\nb\r\nc'.splitlines() }}{{ 'a'.startswith(('b','a')) }}
{{ messages is defined and messages[0]['role'] == 'system' }}{{ messages|length - 1 }}{{ messages[-1].role }}{{ tools is none }}{{ tools is defined }}{{ documents is defined }}
{{ x.real }}
{{ l.append(3) }}
{{ l.append is defined }}
{{ d.__class__ }}|{{ d['__class__'] }}|{{ x.__class__ }}|{{ ''.__class__.__mro__ }}
{% include 'x' %}
{{ range(5)|list }}{{ range(1,10,3) }}{{ range(5)[1] }}{{ 3 in range(5) }}{{ range(1001)|length }}
{{ dict(a=1, b=2) }}{{ dict([('a',1)]) }}
{% set ns = namespace() %}{% set ns.x = 5 %}{{ ns.x }}{{ ns.y is defined }}{{ ns['x'] }}
{{ 'a' if x else 'b' if s else 'c' }}{% print x, s %}
{{ 1_000 }}{{ 0x1F }}
{{ 1_000 }}{{ 12_3.5e1 }}{{ 1.e3 if false }}
{% set x %}{% for i in l %}{{ i }}{% endfor %}{% endset %}{{ x }}{{ x|length }}
{% for a, b in [(1,2),[3,4]] if a > 1 %}{{ a }}{{ b }}{{ loop.first }}{% endfor %}
{%+ if true +%}
{%+ endif %}
{{- x -}}   y
{%- for i in l -%}  {{ i }}  {%- endfor -%}  z
{{ 'x' * 3 }}{{ 3 * [1] }}{{ [1] + [2] }}{{ (1,) + (2,) }}{{ true + 1 }}
{{ x is defined and x is number }}{{ x is undefined or y is undefined }}
{{ "%.2f" % 3.14159 }}{{ "%5d" % 3 }}
{{ [1,2]|map('string')|join('+') }}{{ ['a','B']|map('upper')|list }}{{ ['a','B']|sort }}{{ ['b','A']|sort(case_sensitive=true) }}
{% for i in l %}{% for j in l %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}
{% for i in l %}{% set outer = loop %}{% for j in e %}{{ loop.index }}{% else %}{{ outer.index }}{% endfor %}{% endfor %}
{{ {'a': 1}.get('b') }}{{ {'a': 1}.get('b', 3) }}{{ {'a':1}['a'] }}{{ {'a':1}.a }}
{% if x %}A{% elif s %}B{% else %}C{% endif %}{% if not x %}A{% elif s %}B{% else %}C{% endif %}
{{ true and 'a' or 'b' }}{{ '' or none }}{{ 0 and 1 }}
{% for c in 'añ😀' %}{{ c }}.{% endfor %}{{ '😀a'|list }}{{ 'a😀b'[1] }}{{ 'a😀b'[1:] }}{{ 'a😀b'.find('b') }}
{{ caller }}
{{ strftime_now is defined }}{{ strftime_now("%Y") }}
{{ 5 // 0.0 }}
{{ x.foo.bar }}
{{ undefinedvar.foo }}
{{ undefinedvar + 1 }}
{% for i in undefinedvar %}x{% endfor %}ok{{ undefinedvar|list }}{{ undefinedvar|length }}{{ 'a' in undefinedvar }}
{% for i in none %}{% endfor %}
{{ messages|last }}{{ (messages|last).role }}{{ messages[0]|tojson }}
{{ [1,2,3]|min }}{{ []|max }}{{ ['b','A']|min }}{{ {'a':2,'b':1}|dictsort(by='value') }}
{{ 1 == 1.0 }}{{ 1 is sameas true }}{{ none is sameas none }}{{ 7.0 // 2 }}{{ 7 % 2.5 }}{{ -7.5 % 2 }}{{ 1e3|int }}
{{ x }}
{{ 'abc'|capitalize }}{{ 'aBC dEF'.capitalize() }}{{ "they're x-ray".title() }}{{ "they're x-ray {foo"|title }}{{ 'ABC'.lower() }}{{ 'abc'.upper() }}
{{ '\x1c a \u3000'.strip() }}|{{ 'xxaxx'.strip('x') }}|{{ 'xxa'.lstrip('x') }}|{{ 'axx'.rstrip('x') }}|{{ '  a '|trim }}|{{ 'xax'|trim('x') }}
{{ 'a-b-c'.rsplit('-', 1) }}{{ 'a b  c '.rsplit(None, 1) }}{{ 'a-b'.rpartition('-') }}{{ 'ab'.rpartition('-') }}{{ 'abcabc'.rfind('b') }}{{ 'abcabc'.rindex('c') }}
{{ 'aaa'.replace('a','b',2) }}{{ 'aaa'|replace('a','b',1) }}{{ 'ab'.replace('','-') }}{{ 'ab'|replace('b', 3) }}{{ 12|replace('1','x') }}
{{ '12'.isdigit() }}{{ 'ab'.isalpha() }}{{ 'a1'.isalnum() }}{{ ' '.isspace() }}{{ 'ab'.islower() }}{{ 'AB'.isupper() }}{{ ''.isdigit() }}{{ 'a'.isascii() }}
{{ '-'.join(['a','b']) }}{{ '-'.join('ab') }}{{ 'a'.rjust(3) }}|{{ 'a'.ljust(3,'.') }}{{ 'abc'.center(6,'*') }}{{ '7'.zfill(3) }}{{ '+7'.zfill(4) }}
{{ '-'.join([1]) }}
{{ 'abc'.startswith('ab') }}{{ 'abc'.endswith(('x','c')) }}{{ 'abc'.find('z') }}
{{ 'abc'.index('z') }}
{{ 'a\x0bb\x85c\u2028d'.splitlines() }}{{ 'a\nb\n'.splitlines(true) }}
{{ {'a':1}.items()|list }}{{ {'a':1}.values()|list }}{{ {'a':1}.keys()|list }}{{ {'a':1}.copy() }}{{ [1,2,1].count(1) }}{{ [1,2].index(2) }}{{ (1,2).index(1) }}{{ [1].copy() }}
{{ d.update({'q':1}) }}
{{ d.pop('a') }}
{{ l.sort() }}
{{ d.pop is defined }}{{ l.insert is undefined }}{{ d.items is callable }}{{ s._x is defined }}{{ s.__len__ is defined }}
{{ x.__init__.__globals__ }}
{{ [3,1,2]|sort|reverse|list }}{{ 'abc'|reverse }}{{ {'a':1,'b':2}|reverse|list }}{{ (1,2)|reverse|list }}
{% set g = l|select('gt', 1) %}{% for i in g %}{{ i }}{% endfor %}|{% for i in g %}{{ i }}{% endfor %}
{{ (l|map('string'))|length }}
{{ (l|map('string'))[0] }}|{{ l|map('string')|first }}
{{ (l|map('string'))|last }}
{{ messages|map(attribute='nope')|list }}{{ messages|map(attribute='nope', default='z')|list }}{{ messages|map(attribute='content.0')|list }}
{{ messages|map('upper')|list|length }}{{ ['a']|map('replace','a','b')|list }}{{ l|map('nope')|list }}
{{ messages|selectattr('content')|list|length }}{{ messages|selectattr('role','in',['user'])|list|length }}{{ messages|selectattr('nope','defined')|list }}
{{ [[1,2],[3]]|sum(start=[]) }}{{ [1,2]|sum(start=10) }}{{ [{'v':1},{'v':2}]|sum(attribute='v') }}
{{ ['b','a','C']|sort }}{{ [{'n':2},{'n':1}]|sort(attribute='n') }}{{ [[2,'a'],[1,'b']]|sort }}
{{ [1,'a']|sort }}
{{ ['A','a','b']|unique|list }}{{ ['A','a']|unique(true)|list }}{{ [1,true,1.0]|unique|list }}
{{ {'b':1,'A':2}|dictsort }}{{ {'b':1,'A':2}|dictsort(true) }}{{ {'b':1,'A':2}|dictsort(false,'value',true) }}
{{ -7 // 2 }}{{ -7 % 3 }}{{ 7 // -2 }}{{ 7 % -3 }}{{ 7.5 // 2 }}{{ -7.5 // 2 }}{{ 0.5 + 1 }}{{ 3 * 0.1 }}{{ 10 / 5 }}{{ 2 ** 0 }}
{{ 1 / 0 }}
{{ 1 % 0 }}
{{ 9007199254740993 }}{{ 123456789 * 1000 }}{{ 0.1 }}{{ 1e22 }}{{ 1.5e-7 }}{{ 123456.789e3 }}{{ -0.0 }}
{{ 'a' + 1 }}
{{ none + 'a' }}
{{ [1] + (2,) }}
{{ 'a' * 2 ~ 'b' }}{{ 1 ~ 2 + 3 }}{{ not true or true }}{{ not (true and false) }}{{ 1 if not 0 else 2 }}{{ -2 ** 2 }}
{{ 'a' < 'b' }}{{ [1,2] < [1,3] }}{{ (1,) < (1,2) }}{{ 1 < 1.5 }}{{ true < 2 }}{{ 'a' == 1 }}{{ 'a' != 1 }}
{{ 'a' < 1 }}
{{ none < 1 }}
{{ 1 in l }}{{ 'a' in d }}{{ 'a' not in d }}{{ 1 in 5 }}
{{ [] in d }}
{{ 1 in 'abc' }}
{{ d[[]] is defined }}{{ l['a'] is defined }}{{ l[1.0] is defined }}{{ s[100] is defined }}{{ none['a'] is defined }}{{ none.a is defined }}{{ x.y is defined }}
{{ l[:2] }}{{ l[2:0:-1] }}{{ l[-100:100] }}{{ l[::2] }}{{ s[-3:] }}{{ s[:-1] }}{{ u[-2:] }}{{ (1,2,3)[1:] }}{{ l[none:2] }}
{{ l[::0] }}
{{ d[1:2] }}
{{ l['a':] }}
{{ true|string }}{{ none|string }}{{ l|string }}{{ 1.0|string }}{{ undefinedvar|string }}|
{{ '3'|int + 1 }}{{ ' 12 '|int }}{{ '1_000'|int }}{{ '-5'|int }}{{ '3.9'|int }}{{ none|int }}{{ 'x'|float }}{{ '1e3'|float }}{{ true|int }}{{ 3.99|int }}{{ '.5'|float }}
{{ -3|abs }}{{ 3.7|round }}{{ 3.14159|round(2) }}{{ 1.005|round(2) }}{{ 5|round }}{{ 2.5|round|int }}{{ 3.2|round(method='ceil') }}
{{ 'x'|default }}{{ none|default('q') }}{{ none|default('q', true) }}{{ d.nope|d('z') }}{{ ''|d('z', boolean=true) }}
{{ d|tojson(sort_keys=true) }}{{ d|tojson(separators=(',',':')) }}{{ "\u2028\x7f\x01<>&'\"\\/"|tojson }}{{ [1,[2,{}],[]]|tojson(indent=2) }}{{ {1:2,none:3,true:4}|tojson }}{{ 1.0|tojson }}{{ (1,2)|tojson }}
{{ undefinedvar|tojson }}
{{ messages[1]|tojson(indent=4) }}{{ [1,2]|tojson(2) }}
{% macro m(a) %}{{ a is defined }}{{ a }}{% endmacro %}{{ m() }}{{ m(1) }}{{ m(a=2) }}
{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{% endmacro %}{{ m(b=1) }}
{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=3) }}
{% macro m() %}{{ x }}{% set x = 9 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}{% set x = 7 %}{{ m() }}
{% macro fact(n) %}{{ n * (fact(n - 1)|int) if n > 1 else 1 }}{% endmacro %}{{ fact(5) }}
{% macro m() %}{{ caller('a') }}{% endmacro %}{% call(q) m() %}{{ q }}{{ x }}{% endcall %}
{% macro m() %}{{ caller() }}{% endmacro %}{{ m() }}
{% for i in l %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}
{% for i in l %}{% set ns = namespace(v=i) %}{% for j in l %}{% set ns.v = ns.v + j %}{% endfor %}{{ ns.v }},{% endfor %}
{% set ns = namespace(a=1) %}{% set ns.b = [1] %}{{ ns }}{{ ns.c }}{{ ns.b }}
{% set q.a = 1 %}
{% set d.z = 1 %}
{% set (a, b), c = (1, 2), 3 %}{{ a }}{{ b }}{{ c }}
{% set a, b = [1] %}
{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for i in l %}{{ i }}{% if loop.index == 2 %}{% break %}{% endif %}{% else %}none{% endfor %}
{% for i in l %}{% continue %}{% else %}none{% endfor %}
{% for i in l if i > 5 %}{{ i }}{% else %}none{% endfor %}
{% set ns = namespace(stop=false) %}{% for i in l if not ns.stop %}{{ i }}{% set ns.stop = true %}{% endfor %}
{% for i in l %}{{ loop.first }}{{ loop.last }}{{ loop.index0 }}{{ loop['index'] }}{{ loop.nope is defined }}{% endfor %}
{% for k in d %}{{ k }}{% endfor %}{% for k, v in d|dictsort %}{{ k }}{{ v }}{% endfor %}
{% for i in 5 %}{% endfor %}
{% break %}
{% for i in l %}{% set loop = 1 %}{% endfor %}
{% if x %}
{% endfor %}
{{ x | nope }}
{{ x is nope }}
{% if false %}{{ x | nope }}{% endif %}ok
{% if true %}{{ x | nope }}{% endif %}
{% block a %}{% endblock %}{% nope %}
{{ x
{{ 'abc }}
{{ (x }}
{{ x) }}
{{ x y }}
{# x
{% raw %}x
{{ 1 2 }}
{{ x.1.2 if false }}{{ l.0 }}{{ l.5 is defined }}
{{ foo.bar.baz }}
{{ x() }}
{{ raise_exception('no') }}
{{ range(200000) }}
{% with %}{% set q = 1 %}{{ q }}{% endwith %}{{ q is defined }}
{% with a = 1 %}{% with b = a + 1 %}{{ a }}{{ b }}{% endwith %}{% endwith %}
{% set q %}a{% if true %}b{% endif %}{% endset %}{{ q }}{% set q | trim | upper %} a {% endset %}{{ q }}
{% filter replace('a', 'b') | upper %}aXa{% endfilter %}
{{ 'a'|upper|lower|length }}{{ 'a b'|wordcount }}{{ '%s=%s'|format('a', 1) }}{{ '%d%%' % 5 }}{{ '%s' % [1] }}{{ '%r' % 'a' }}
{{ '{} {}'.format('a', 1) }}{{ '{0}{1}{0}'.format('a', 'b') }}{{ '{x}'.format(x=3) }}{{ '{{}}'.format() }}
{{ "a" if x is defined and x > 3 and not x is none else "b" }}{{ 1 if x is not string else 2 }}{{ x is not none and x is number }}
{{ x is in [5] }}{{ x is gt 4 }}{{ x is lessthan 6 }}{{ 'a' is eq 'a' }}{{ x is ne 5 }}{{ none is none }}{{ false is false }}{{ true is true }}{{ 1 is true }}{{ 1 is boolean }}
{{ 'AB' is upper }}{{ 'ab' is lower }}{{ l is mapping }}{{ d is sequence }}{{ s is iterable }}{{ x is iterable }}{{ x is sequence }}{{ undefinedvar is iterable }}{{ range is callable }}
{{ ["a", "it's", 'q"', "\\", "\x00", "\u200b", "\u00e9", "\U0001f600"] }}{{ {'k': ("a",)} }}
{{ "a\qb" }}{{ "\101\x41\u0041\U00000041" }}
{{ 1 == 1 }}
{{ 1 == 'a' }}
{{ 1 == [1] }}
{{ 1 == {'a':1} }}
{{ 1 == nope }}
{{ 2.5 == 1 }}
{{ 2.5 == 'a' }}
{{ 2.5 == [1] }}
{{ 2.5 == {'a':1} }}
{{ 2.5 == nope }}
{{ 'a' == 1 }}
{{ 'a' == 'a' }}
{{ 'a' == [1] }}
{{ 'a' == {'a':1} }}
{{ 'a' == nope }}
{{ [1] == 1 }}
{{ [1] == 'a' }}
{{ [1] == [1] }}
{{ [1] == {'a':1} }}
{{ [1] == nope }}
{{ none == 1 }}
{{ none == 'a' }}
{{ none == [1] }}
{{ none == {'a':1} }}
{{ none == nope }}
{{ nope == 1 }}
{{ nope == 'a' }}
{{ nope == [1] }}
{{ nope == {'a':1} }}
{{ nope == nope }}
{{ true == 1 }}
{{ true == 'a' }}
{{ true == [1] }}
{{ true == {'a':1} }}
{{ true == nope }}
{{ {'a':1} == 1 }}
{{ {'a':1} == 'a' }}
{{ {'a':1} == [1] }}
{{ {'a':1} == {'a':1} }}
{{ {'a':1} == nope }}
{{ 1 < 1 }}
{{ 1 < 'a' }}
{{ 1 < [1] }}
{{ 1 < {'a':1} }}
{{ 1 < nope }}
{{ 2.5 < 1 }}
{{ 2.5 < 'a' }}
{{ 2.5 < [1] }}
{{ 2.5 < {'a':1} }}
{{ 2.5 < nope }}
{{ 'a' < 1 }}
{{ 'a' < 'a' }}
{{ 'a' < [1] }}
{{ 'a' < {'a':1} }}
{{ 'a' < nope }}
{{ [1] < 1 }}
{{ [1] < 'a' }}
{{ [1] < [1] }}
{{ [1] < {'a':1} }}
{{ [1] < nope }}
{{ none < 1 }}
{{ none < 'a' }}
{{ none < [1] }}
{{ none < {'a':1} }}
{{ none < nope }}
{{ nope < 1 }}
{{ nope < 'a' }}
{{ nope < [1] }}
{{ nope < {'a':1} }}
{{ nope < nope }}
{{ true < 1 }}
{{ true < 'a' }}
{{ true < [1] }}
{{ true < {'a':1} }}
{{ true < nope }}
{{ {'a':1} < 1 }}
{{ {'a':1} < 'a' }}
{{ {'a':1} < [1] }}
{{ {'a':1} < {'a':1} }}
{{ {'a':1} < nope }}
{{ 1 in 1 }}
{{ 1 in 'a' }}
{{ 1 in [1] }}
{{ 1 in {'a':1} }}
{{ 1 in nope }}
{{ 2.5 in 1 }}
{{ 2.5 in 'a' }}
{{ 2.5 in [1] }}
{{ 2.5 in {'a':1} }}
{{ 2.5 in nope }}
{{ 'a' in 1 }}
{{ 'a' in 'a' }}
{{ 'a' in [1] }}
{{ 'a' in {'a':1} }}
{{ 'a' in nope }}
{{ [1] in 1 }}
{{ [1] in 'a' }}
{{ [1] in [1] }}
{{ [1] in {'a':1} }}
{{ [1] in nope }}
{{ none in 1 }}
{{ none in 'a' }}
{{ none in [1] }}
{{ none in {'a':1} }}
{{ none in nope }}
{{ nope in 1 }}
{{ nope in 'a' }}
{{ nope in [1] }}
{{ nope in {'a':1} }}
{{ nope in nope }}
{{ true in 1 }}
{{ true in 'a' }}
{{ true in [1] }}
{{ true in {'a':1} }}
{{ true in nope }}
{{ {'a':1} in 1 }}
{{ {'a':1} in 'a' }}
{{ {'a':1} in [1] }}
{{ {'a':1} in {'a':1} }}
{{ {'a':1} in nope }}
{{ 1 + 1 }}
{{ 1 + 'a' }}
{{ 1 + [1] }}
{{ 1 + {'a':1} }}
{{ 1 + nope }}
{{ 2.5 + 1 }}
{{ 2.5 + 'a' }}
{{ 2.5 + [1] }}
{{ 2.5 + {'a':1} }}
{{ 2.5 + nope }}
{{ 'a' + 1 }}
{{ 'a' + 'a' }}
{{ 'a' + [1] }}
{{ 'a' + {'a':1} }}
{{ 'a' + nope }}
{{ [1] + 1 }}
{{ [1] + 'a' }}
{{ [1] + [1] }}
{{ [1] + {'a':1} }}
{{ [1] + nope }}
{{ none + 1 }}
{{ none + 'a' }}
{{ none + [1] }}
{{ none + {'a':1} }}
{{ none + nope }}
{{ nope + 1 }}
{{ nope + 'a' }}
{{ nope + [1] }}
{{ nope + {'a':1} }}
{{ nope + nope }}
{{ true + 1 }}
{{ true + 'a' }}
{{ true + [1] }}
{{ true + {'a':1} }}
{{ true + nope }}
{{ {'a':1} + 1 }}
{{ {'a':1} + 'a' }}
{{ {'a':1} + [1] }}
{{ {'a':1} + {'a':1} }}
{{ {'a':1} + nope }}
{{ 1 * 1 }}
{{ 1 * 'a' }}
{{ 1 * [1] }}
{{ 1 * {'a':1} }}
{{ 1 * nope }}
{{ 2.5 * 1 }}
{{ 2.5 * 'a' }}
{{ 2.5 * [1] }}
{{ 2.5 * {'a':1} }}
{{ 2.5 * nope }}
{{ 'a' * 1 }}
{{ 'a' * 'a' }}
{{ 'a' * [1] }}
{{ 'a' * {'a':1} }}
{{ 'a' * nope }}
{{ [1] * 1 }}
{{ [1] * 'a' }}
{{ [1] * [1] }}
{{ [1] * {'a':1} }}
{{ [1] * nope }}
{{ none * 1 }}
{{ none * 'a' }}
{{ none * [1] }}
{{ none * {'a':1} }}
{{ none * nope }}
{{ nope * 1 }}
{{ nope * 'a' }}
{{ nope * [1] }}
{{ nope * {'a':1} }}
{{ nope * nope }}
{{ true * 1 }}
{{ true * 'a' }}
{{ true * [1] }}
{{ true * {'a':1} }}
{{ true * nope }}
{{ {'a':1} * 1 }}
{{ {'a':1} * 'a' }}
{{ {'a':1} * [1] }}
{{ {'a':1} * {'a':1} }}
{{ {'a':1} * nope }}
{{ 1 % 1 }}
{{ 1 % 'a' }}
{{ 1 % [1] }}
{{ 1 % {'a':1} }}
{{ 1 % nope }}
{{ 2.5 % 1 }}
{{ 2.5 % 'a' }}
{{ 2.5 % [1] }}
{{ 2.5 % {'a':1} }}
{{ 2.5 % nope }}
{{ 'a' % 1 }}
{{ 'a' % 'a' }}
{{ 'a' % [1] }}
{{ 'a' % {'a':1} }}
{{ 'a' % nope }}
{{ [1] % 1 }}
{{ [1] % 'a' }}
{{ [1] % [1] }}
{{ [1] % {'a':1} }}
{{ [1] % nope }}
{{ none % 1 }}
{{ none % 'a' }}
{{ none % [1] }}
{{ none % {'a':1} }}
{{ none % nope }}
{{ nope % 1 }}
{{ nope % 'a' }}
{{ nope % [1] }}
{{ nope % {'a':1} }}
{{ nope % nope }}
{{ true % 1 }}
{{ true % 'a' }}
{{ true % [1] }}
{{ true % {'a':1} }}
{{ true % nope }}
{{ {'a':1} % 1 }}
{{ {'a':1} % 'a' }}
{{ {'a':1} % [1] }}
{{ {'a':1} % {'a':1} }}
{{ {'a':1} % nope }}
{{ 1 and 1 }}
{{ 1 and 'a' }}
{{ 1 and [1] }}
{{ 1 and {'a':1} }}
{{ 1 and nope }}
{{ 2.5 and 1 }}
{{ 2.5 and 'a' }}
{{ 2.5 and [1] }}
{{ 2.5 and {'a':1} }}
{{ 2.5 and nope }}
{{ 'a' and 1 }}
{{ 'a' and 'a' }}
{{ 'a' and [1] }}
{{ 'a' and {'a':1} }}
{{ 'a' and nope }}
{{ [1] and 1 }}
{{ [1] and 'a' }}
{{ [1] and [1] }}
{{ [1] and {'a':1} }}
{{ [1] and nope }}
{{ none and 1 }}
{{ none and 'a' }}
{{ none and [1] }}
{{ none and {'a':1} }}
{{ none and nope }}
{{ nope and 1 }}
{{ nope and 'a' }}
{{ nope and [1] }}
{{ nope and {'a':1} }}
{{ nope and nope }}
{{ true and 1 }}
{{ true and 'a' }}
{{ true and [1] }}
{{ true and {'a':1} }}
{{ true and nope }}
{{ {'a':1} and 1 }}
{{ {'a':1} and 'a' }}
{{ {'a':1} and [1] }}
{{ {'a':1} and {'a':1} }}
{{ {'a':1} and nope }}
{{ 1 ~ 1 }}
{{ 1 ~ 'a' }}
{{ 1 ~ [1] }}
{{ 1 ~ {'a':1} }}
{{ 1 ~ nope }}
{{ 2.5 ~ 1 }}
{{ 2.5 ~ 'a' }}
{{ 2.5 ~ [1] }}
{{ 2.5 ~ {'a':1} }}
{{ 2.5 ~ nope }}
{{ 'a' ~ 1 }}
{{ 'a' ~ 'a' }}
{{ 'a' ~ [1] }}
{{ 'a' ~ {'a':1} }}
{{ 'a' ~ nope }}
{{ [1] ~ 1 }}
{{ [1] ~ 'a' }}
{{ [1] ~ [1] }}
{{ [1] ~ {'a':1} }}
{{ [1] ~ nope }}
{{ none ~ 1 }}
{{ none ~ 'a' }}
{{ none ~ [1] }}
{{ none ~ {'a':1} }}
{{ none ~ nope }}
{{ nope ~ 1 }}
{{ nope ~ 'a' }}
{{ nope ~ [1] }}
{{ nope ~ {'a':1} }}
{{ nope ~ nope }}
{{ true ~ 1 }}
{{ true ~ 'a' }}
{{ true ~ [1] }}
{{ true ~ {'a':1} }}
{{ true ~ nope }}
{{ {'a':1} ~ 1 }}
{{ {'a':1} ~ 'a' }}
{{ {'a':1} ~ [1] }}
{{ {'a':1} ~ {'a':1} }}
{{ {'a':1} ~ nope }}
{{ 3|length }}
{{ 2.5|length }}
{{ 'ab'|length }}
{{ [2,1]|length }}
{{ {'a':1}|length }}
{{ none|length }}
{{ nope|length }}
{{ (1,)|length }}
{{ 3|first }}
{{ 2.5|first }}
{{ 'ab'|first }}
{{ [2,1]|first }}
{{ {'a':1}|first }}
{{ none|first }}
{{ nope|first }}
{{ (1,)|first }}
{{ 3|last }}
{{ 2.5|last }}
{{ 'ab'|last }}
{{ [2,1]|last }}
{{ {'a':1}|last }}
{{ none|last }}
{{ nope|last }}
{{ (1,)|last }}
{{ 3|list }}
{{ 2.5|list }}
{{ 'ab'|list }}
{{ [2,1]|list }}
{{ {'a':1}|list }}
{{ none|list }}
{{ nope|list }}
{{ (1,)|list }}
{{ 3|join }}
{{ 2.5|join }}
{{ 'ab'|join }}
{{ [2,1]|join }}
{{ {'a':1}|join }}
{{ none|join }}
{{ nope|join }}
{{ (1,)|join }}
{{ 3|upper }}
{{ 2.5|upper }}
{{ 'ab'|upper }}
{{ [2,1]|upper }}
{{ {'a':1}|upper }}
{{ none|upper }}
{{ nope|upper }}
{{ (1,)|upper }}
{{ 3|string }}
{{ 2.5|string }}
{{ 'ab'|string }}
{{ [2,1]|string }}
{{ {'a':1}|string }}
{{ none|string }}
{{ nope|string }}
{{ (1,)|string }}
{{ 3|int }}
{{ 2.5|int }}
{{ 'ab'|int }}
{{ [2,1]|int }}
{{ {'a':1}|int }}
{{ none|int }}
{{ nope|int }}
{{ (1,)|int }}
{{ 3|float }}
{{ 2.5|float }}
{{ 'ab'|float }}
{{ [2,1]|float }}
{{ {'a':1}|float }}
{{ none|float }}
{{ nope|float }}
{{ (1,)|float }}
{{ 3|abs }}
{{ 2.5|abs }}
{{ 'ab'|abs }}
{{ [2,1]|abs }}
{{ {'a':1}|abs }}
{{ none|abs }}
{{ nope|abs }}
{{ (1,)|abs }}
{{ 3|sum }}
{{ 2.5|sum }}
{{ 'ab'|sum }}
{{ [2,1]|sum }}
{{ {'a':1}|sum }}
{{ none|sum }}
{{ nope|sum }}
{{ (1,)|sum }}
{{ 3|sort }}
{{ 2.5|sort }}
{{ 'ab'|sort }}
{{ [2,1]|sort }}
{{ {'a':1}|sort }}
{{ none|sort }}
{{ nope|sort }}
{{ (1,)|sort }}
{{ 3|unique|list }}
{{ 2.5|unique|list }}
{{ 'ab'|unique|list }}
{{ [2,1]|unique|list }}
{{ {'a':1}|unique|list }}
{{ none|unique|list }}
{{ nope|unique|list }}
{{ (1,)|unique|list }}
{{ 3|reverse|list }}
{{ 2.5|reverse|list }}
{{ 'ab'|reverse|list }}
{{ [2,1]|reverse|list }}
{{ {'a':1}|reverse|list }}
{{ none|reverse|list }}
{{ nope|reverse|list }}
{{ (1,)|reverse|list }}
{{ 3|tojson }}
{{ 2.5|tojson }}
{{ 'ab'|tojson }}
{{ [2,1]|tojson }}
{{ {'a':1}|tojson }}
{{ none|tojson }}
{{ nope|tojson }}
{{ (1,)|tojson }}
{{ 3|trim }}
{{ 2.5|trim }}
{{ 'ab'|trim }}
{{ [2,1]|trim }}
{{ {'a':1}|trim }}
{{ none|trim }}
{{ nope|trim }}
{{ (1,)|trim }}
{{ 3|items|list }}
{{ 2.5|items|list }}
{{ 'ab'|items|list }}
{{ [2,1]|items|list }}
{{ {'a':1}|items|list }}
{{ none|items|list }}
{{ nope|items|list }}
{{ (1,)|items|list }}
{{ 3|min }}
{{ 2.5|min }}
{{ 'ab'|min }}
{{ [2,1]|min }}
{{ {'a':1}|min }}
{{ none|min }}
{{ nope|min }}
{{ (1,)|min }}
{{ 3|max }}
{{ 2.5|max }}
{{ 'ab'|max }}
{{ [2,1]|max }}
{{ {'a':1}|max }}
{{ none|max }}
{{ nope|max }}
{{ (1,)|max }}
{{ 3|round }}
{{ 2.5|round }}
{{ 'ab'|round }}
{{ [2,1]|round }}
{{ {'a':1}|round }}
{{ none|round }}
{{ nope|round }}
{{ (1,)|round }}
{{ 3|title }}
{{ 2.5|title }}
{{ 'ab'|title }}
{{ [2,1]|title }}
{{ {'a':1}|title }}
{{ none|title }}
{{ nope|title }}
{{ (1,)|title }}
{{ 3|capitalize }}
{{ 2.5|capitalize }}
{{ 'ab'|capitalize }}
{{ [2,1]|capitalize }}
{{ {'a':1}|capitalize }}
{{ none|capitalize }}
{{ nope|capitalize }}
{{ (1,)|capitalize }}
{{ 3|default('z') }}
{{ 2.5|default('z') }}
{{ 'ab'|default('z') }}
{{ [2,1]|default('z') }}
{{ {'a':1}|default('z') }}
{{ none|default('z') }}
{{ nope|default('z') }}
{{ (1,)|default('z') }}
{{ 3 is defined }};{{ 2.0 is defined }};{{ [2] is defined }};{{ {'a':1} is defined }};{{ none is defined }};{{ (1,) is defined }};{{ true is defined }};
{{ 3 is none }};{{ 2.0 is none }};{{ [2] is none }};{{ {'a':1} is none }};{{ none is none }};{{ (1,) is none }};{{ true is none }};
{{ 3 is string }};{{ 2.0 is string }};{{ [2] is string }};{{ {'a':1} is string }};{{ none is string }};{{ (1,) is string }};{{ true is string }};
{{ 3 is mapping }};{{ 2.0 is mapping }};{{ [2] is mapping }};{{ {'a':1} is mapping }};{{ none is mapping }};{{ (1,) is mapping }};{{ true is mapping }};
{{ 3 is sequence }};{{ 2.0 is sequence }};{{ [2] is sequence }};{{ {'a':1} is sequence }};{{ none is sequence }};{{ (1,) is sequence }};{{ true is sequence }};
{{ 3 is iterable }};{{ 2.0 is iterable }};{{ [2] is iterable }};{{ {'a':1} is iterable }};{{ none is iterable }};{{ (1,) is iterable }};{{ true is iterable }};
{{ 3 is number }};{{ 2.0 is number }};{{ [2] is number }};{{ {'a':1} is number }};{{ none is number }};{{ (1,) is number }};{{ true is number }};
{{ 3 is integer }};{{ 2.0 is integer }};{{ [2] is integer }};{{ {'a':1} is integer }};{{ none is integer }};{{ (1,) is integer }};{{ true is integer }};
{{ 3 is float }};{{ 2.0 is float }};{{ [2] is float }};{{ {'a':1} is float }};{{ none is float }};{{ (1,) is float }};{{ true is float }};
{{ 3 is boolean }};{{ 2.0 is boolean }};{{ [2] is boolean }};{{ {'a':1} is boolean }};{{ none is boolean }};{{ (1,) is boolean }};{{ true is boolean }};
{{ 3 is callable }};{{ 2.0 is callable }};{{ [2] is callable }};{{ {'a':1} is callable }};{{ none is callable }};{{ (1,) is callable }};{{ true is callable }};
{{ 3 is true }};{{ 2.0 is true }};{{ [2] is true }};{{ {'a':1} is true }};{{ none is true }};{{ (1,) is true }};{{ true is true }};
{{ 3 is odd }};{{ 2.0 is odd }};{{ true is odd }};
{{ 3 is even }};{{ 2.0 is even }};{{ true is even }};
"""

BLOCKS = [
    "  {%- if true %}  yes  {%- endif %}   \n   {% if true %}\n a\n   {% endif %}\n b\n",
    "a {#- c -#} b {# d #}\nc\n  {# e #}\nf {#+ g +#}\nh\n",
    "{%- set x = 3 -%}\n{{ x }}\n{# comment\n multi #}\n  {# indented #}\nrest\n",
    "{% if true -%}\n  a\n{%- else -%}\n  b\n{%- endif +%}\nt\n\n",
    "a\r\n{% if true %}\r\nb\r\n{% endif %}\r\nc\r\n",
    "a\r{% if true %}\rb{% endif %}\r\r",
    "\t{% if true %}\n\t\tb\n\t{% endif %}\n\tc",
    "{% raw %}\n {{ x }} {% if %}\n{% endraw %}\n|{%- raw -%}  y  {%- endraw -%}  |",
    "x\n  {%+ if true %}y{% endif %}\n  {{- x -}}  \n z",
    "{{ x }}\n{{ x -}}\n\n y {{- x }}\n",
    "\n\n{% set q = 1 %}\n\n{{ q }}\n\n",
    "\u00a0{% if true %}a{% endif %}\u2003{%- if true %}b{% endif %}",
]

CHATS = {
    "chatml": """{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}""",
    "default system": """{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
{%- else %}
    {{- '<|im_start|>system\nBe brief.<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
""",
    "headers": """{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|header|>' + message['role'] + '<|end|>\n\n'+ message['content'] | trim + '<|eot|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{{ '<|header|>assistant<|end|>\n\n' }}""",
    "instruction": """{%- if messages[0]['role'] == 'system' %}{%- set system = messages[0]['content'] %}{%- set rest = messages[1:] %}{%- else %}{%- set rest = messages %}{%- endif %}
{{- bos_token }}
{%- for m in rest %}
    {%- if (m['role'] == 'user') != (loop.index0 % 2 == 0) %}{{- raise_exception('roles must alternate') }}{%- endif %}
    {%- if m['role'] == 'user' %}{%- if loop.last and system is defined %}{{- '[INST] ' + system + '\n\n' + m['content'] + '[/INST]' }}{%- else %}{{- '[INST] ' + m['content'] + '[/INST]' }}{%- endif %}
    {%- elif m['role'] == 'assistant' %}{{- ' ' + m['content'] + eos_token}}{%- endif %}
{%- endfor %}
""",
    "thinking": """{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool>') and message.content.endswith('</tool>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.role == "assistant" %}
        {%- set content = message.content %}
        {%- if '</think>' in content %}
            {%- set reasoning = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {{- message.role ~ ':' ~ reasoning ~ '|' ~ content }}
    {%- else %}
        {{- message.role + ':' + message.content }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- 'assistant:' }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\n\n</think>\n\n' }}{%- endif %}
{%- endif %}""",
    "not defined": """{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=false, is_tool=false, system_prompt='') %}{%- for message in messages %}{%- if message['role'] == 'system' %}{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}{{bos_token}}{{ns.system_prompt}}{%- for message in messages %}{%- if message['role'] == 'user' %}{%- set ns.is_tool = false -%}{{'<User>' + message['content']}}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{'<Assistant>' + content + eos_token}}{%- endif %}{%- endfor -%}{% if add_generation_prompt and not ns.is_tool %}{{'<Assistant>'}}{% endif %}""",
    "roles that are not": """{% for m in messages if not m['role'] == 'system' %}{{ m['role'].title() }}: {{ m['content'].strip() }}
{% else %}nobody
{% endfor %}{% if not 'x' in ['y'] %}in{% endif %}{% if not tools is none %}tools{% endif %}""",
    "macros": """{%- macro kind(spec, level=0) -%}
    {%- if spec.type == 'array' -%}{{ kind(spec['items'], level + 1) }}[]
    {%- elif spec.type is string -%}{{ spec.type }}
    {%- elif spec.type is iterable -%}{{ spec.type | join(' | ') }}
    {%- else -%}any@{{ level }}{%- endif -%}
{%- endmacro -%}
{%- macro block(title) %}
# {{ title }}
{{ caller(title | upper) }}
{%- endmacro %}
{{- kind({'type': 'array', 'items': {'type': 'array', 'items': {}}}) }} {{ kind({'type': ['a', 'b']}) }}
{%- call(name) block('system') %}{{ name }}: {{ messages[0].content }}{% endcall %}
{%- for message in messages %}{% generation %}{{ message.content }}{% endgeneration %}{% endfor %}""",
    "turns": """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ '<<SYS>>' + messages[0]['content'] }}{% endif %}{% for message in messages %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start>' + role + '\n' + message['content'] | trim + '<end>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start>model\n'}}{% endif %}""",
}


def main(path):
    jinja = environment()
    cases = [(line, VARIABLES) for line in SMALL.strip("\n").split("\n")]
    cases += [(block, VARIABLES) for block in BLOCKS]
    conversations = [
        [USER],
        [SYSTEM, USER],
        [SYSTEM, USER, ASSISTANT, USER],
        [USER, ASSISTANT],
        [USER, USER],
        [{"role": "user", "content": ""}],
    ]
    for template in CHATS.values():
        for messages in conversations:
            for add in (True, False):
                given = {"messages": messages, "add_generation_prompt": add, "tools": None}
                given.update(documents=None, bos_token="<s>", eos_token="</s>")
                cases.append((template, given))
    with open(path, "w", encoding="utf-8") as out:
        for template, given in cases:
            case = {"template": template, "variables": given}
            try:
                case["text"] = jinja.from_string(template).render(**given)
            except Exception as error:
                case["error"] = type(error).__name__
            out.write(json.dumps(case, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
