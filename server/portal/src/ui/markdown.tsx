// The Markdown of notices and terms as elements. The parser is a chunk of its own, loaded when there is something to
// read. No text ever becomes HTML, so nothing in it can run.
import { h, type ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Nodes, Root } from 'mdast';
import { Loading } from './loading';

interface Props {
  text: string;
  /** The language of the text, if it is not the page's. */
  lang?: string;
  /** The level of the text's first headings. */
  level?: 2 | 3;
}

export function Markdown({ text, lang, level = 2 }: Props) {
  const [root, setRoot] = useState<Root | null>(null);
  useEffect(() => {
    let isCurrent = true;
    import('mdast-util-from-markdown').then(
      ({ fromMarkdown }) => isCurrent && setRoot(fromMarkdown(text)),
      () => isCurrent && setRoot(plain(text)),
    );
    return () => {
      isCurrent = false;
    };
  }, [text]);
  if (!root) return <Loading lines={8} />;
  return (
    <div class="prose" lang={lang}>
      {root.children.map((node) => draw(node, level))}
    </div>
  );
}

/** The text as it is, paragraph by paragraph, if the parser cannot be loaded. */
const plain = (text: string): Root => ({
  type: 'root',
  children: text.split(/\n{2,}/).map((value) => ({ type: 'paragraph', children: [{ type: 'text', value }] })),
});

function draw(node: Nodes, level: number): ComponentChildren {
  const inside = (): ComponentChildren[] =>
    'children' in node ? node.children.map((child) => draw(child, level)) : [];
  switch (node.type) {
    case 'text':
      return node.value;
    case 'paragraph':
      return <p>{inside()}</p>;
    case 'heading':
      return h(`h${Math.min(node.depth - 1 + level, 6)}`, null, inside());
    case 'emphasis':
      return <em>{inside()}</em>;
    case 'strong':
      return <strong>{inside()}</strong>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'blockquote':
      return <blockquote>{inside()}</blockquote>;
    case 'list':
      return node.ordered ? <ol start={node.start ?? 1}>{inside()}</ol> : <ul>{inside()}</ul>;
    case 'listItem':
      // The paragraph of a tight list is no paragraph of the page.
      return (
        <li>
          {node.children.map((child) =>
            child.type === 'paragraph' && !node.spread
              ? child.children.map((part) => draw(part, level))
              : draw(child, level),
          )}
        </li>
      );
    case 'link':
      return isHarmless(node.url) ? (
        <a href={node.url} rel="noreferrer">
          {inside()}
        </a>
      ) : (
        inside()
      );
    default:
      // HTML, images and code blocks are not allowed in notices; shown as they were written.
      return 'value' in node ? node.value : inside();
  }
}

const isHarmless = (url: string): boolean => /^(https:|mailto:)/i.test(url);
