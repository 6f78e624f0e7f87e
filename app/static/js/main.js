// Everything here makes a page that already works a little kinder; without scripts nothing is lost.
import { fillInOnClick, followOtherDates, showAskedQuestions } from './answers.js';
import { lookUpCarers } from './carers.js';
import { askBeforeDeleting } from './confirm.js';
import { keepDrafts } from './drafts.js';
import { offerFilters } from './filter.js';
import { followProgress } from './follow.js';
import { guardUnsavedChanges } from './guard.js';
import { startPlotsAtToday } from './plots.js';
import { queueFiles } from './queue.js';
import { followOpenQuestions } from './registration.js';
import { completeRecipients } from './sharing.js';
import { workAsSheets } from './sheet.js';
import { leaveOutEmptyCriteria, listenForShortcuts } from './search.js';
import { showErrorsFirst, validateWhileTyping } from './validation.js';

// Before the guard looks at what a form holds.
showAskedQuestions(document);
guardUnsavedChanges(document);
keepDrafts(document);
followOtherDates(document);
fillInOnClick(document);
followOpenQuestions(document);
askBeforeDeleting(document);
lookUpCarers(document);
offerFilters(document);
listenForShortcuts(document);
leaveOutEmptyCriteria(document);
validateWhileTyping(document);
showErrorsFirst(document);
startPlotsAtToday(document);
workAsSheets(document);
completeRecipients(document);
queueFiles(document);
followProgress(document);
