import {analyzeSource} from './dist/metrics/file-metrics.js';
import {Linter} from 'eslint'; import * as tsParser from '@typescript-eslint/parser';
import fs from 'fs'; import path from 'path';
const root=process.argv[2], max=+process.argv[3]||1e9;
const files=[];(function w(d){for(const e of fs.readdirSync(d,{withFileTypes:true})){const p=path.join(d,e.name);if(e.isDirectory()){if(e.name!=='.git')w(p)}else if(/\.([cm]?[jt]s|[jt]sx)$/.test(e.name)&&fs.statSync(p).size<(+process.env.MAXSIZE||300000))files.push(p)}})(root);
files.sort();const step=Math.max(1,files.length/max);const pick=[];for(let i=0;i<files.length;i+=step)pick.push(files[i|0]);
const linter=new Linter({configType:'flat'});
let nf=0,nfn=0,ours=0,theirs=0,bothbad=0,diffs=0;const reasons=new Map();let tA=0,tE=0;
for(const f of pick){const text=fs.readFileSync(f,'utf8');let s=performance.now();const r=analyzeSource(f,text);tA+=performance.now()-s;
 const ts=/\.([cm]?ts|tsx)$/.test(f);
 s=performance.now();
 let msgs;
 for(const st of ts?['module']:['module','commonjs','script']){
  msgs=linter.verify(text,[{files:['**/*.js','**/*.cjs','**/*.mjs','**/*.jsx','**/*.ts','**/*.cts','**/*.mts','**/*.tsx'],linterOptions:{noInlineConfig:true,reportUnusedDisableDirectives:'off'},languageOptions:{...(ts?{parser:tsParser}:{}),sourceType:st,ecmaVersion:'latest',parserOptions:{ecmaFeatures:{jsx:/x$/.test(f)||!ts}}},rules:{complexity:['error',{max:0,variant:'classic'}]}}],{filename:'x'+path.extname(f)});
  if(!msgs.some(m=>m.fatal))break;
 }
 tE+=performance.now()-s;
 const fatal=msgs.find(m=>m.fatal);
 if(r.skipped!==undefined){ if(fatal)bothbad++; else {ours++;console.log('WE SKIP',f,r.skipped)} continue}
 if(fatal){theirs++;if(process.env.V)console.log('THEY SKIP',f,fatal.message,fatal.line);continue}
 nf++;
 const A=r.functions.map(x=>`${x.line}:${x.column}=${x.cyclomatic}`).sort();
 const B=msgs.filter(m=>m.ruleId==='complexity'&&!/^Class (field initializer|static block)/.test(m.message)).map(m=>`${m.line}:${m.column}=${/complexity of (\d+)/.exec(m.message)[1]}`).sort();
 nfn+=B.length;
 if(A.join()!==B.join()){diffs++;const a=new Set(A),b=new Set(B);if(diffs<15)console.log('DIFF',f,'ours',A.filter(x=>!b.has(x)).slice(0,5),'eslint',B.filter(x=>!a.has(x)).slice(0,5), A.length,B.length)}
}
console.log({files:pick.length,nf,nfn,ours,theirs,bothbad,diffs,tA,tE});
